/**
 * What this machine keeps of those who sign in at it: for each name the token by which the program knows the device, so
 * that strangers who guess passwords elsewhere do not slow the owner here. It opens nothing by itself.
 */
const KEPT_AS = 'tongban.desk.devices'
/** as many people as share a counter; who signed in longest ago gives way */
const KEPT_MAX = 20

type Kept = [username: string, token: string][]

function read(): Kept {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT_AS) ?? '[]')
    return Array.isArray(kept) ? kept.filter((one): one is [string, string] => Array.isArray(one) && one.every((text) => typeof text === 'string')) : []
  } catch {
    return []
  }
}

export function deviceToken(username: string): string | undefined {
  return read().find(([name]) => name === username)?.[1]
}

export function keepDevice(username: string, token: string): void {
  const others = read().filter(([name]) => name !== username)
  try {
    localStorage.setItem(KEPT_AS, JSON.stringify([[username, token], ...others].slice(0, KEPT_MAX)))
  } catch {
    // a browser that keeps nothing is a new device each time
  }
}
