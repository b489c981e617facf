/** The districts, read once: other answers carry only their codes. */
import { shallowRef } from 'vue'
import { listDistricts, type District } from '@/api'
import { wordOf } from '@/shared/words'

const districts = shallowRef<District[]>([])
let asked = false

export function useDistricts() {
  if (!asked) {
    asked = true
    listDistricts().then(
      (found) => (districts.value = found.items),
      () => (asked = false),
    )
  }
  return districts
}

export function districtName(code: string, language: string): string {
  return wordOf(useDistricts().value.find((district) => district.code === code), 'name', language)
}
