import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { getCity, listDepartments, listDistricts, type City, type Department, type District } from '@/api'

/** What every page needs to know of the city; read once, tried again with the next page when it failed. */
export const useCity = defineStore('city', () => {
  const city = shallowRef<City | null>(null)
  let departments: Promise<Department[]> | null = null
  let districts: Promise<District[]> | null = null

  async function read(): Promise<void> {
    if (city.value) return
    // pages do without it until it comes
    city.value = await getCity().catch(() => null)
  }

  /** The departments; the request is made once and repeated only if it failed. */
  function readDepartments(): Promise<Department[]> {
    departments ??= listDepartments().then((list) => list.items)
    departments.catch(() => (departments = null))
    return departments
  }

  /** The districts with their outlines; the request is made once and repeated only if it failed. */
  function readDistricts(): Promise<District[]> {
    districts ??= listDistricts().then((list) => list.items)
    districts.catch(() => (districts = null))
    return districts
  }

  return { city, read, readDepartments, readDistricts }
})
