import { shallowRef } from 'vue'
import { listMaterials, type Case, type KnownMaterial } from '@/api'
import { useWords } from './words'

const MOST = 200
const dictionary = shallowRef<readonly KnownMaterial[]>([])
let asked = false

/** A material of the dictionary; it is read once, when a case speaks of one that it does not hold itself. */
function known(code: string): KnownMaterial | undefined {
  if (!asked) {
    asked = true
    listMaterials({ limit: MOST }).then(
      (found) => (dictionary.value = found.items),
      () => (asked = false),
    )
  }
  return dictionary.value.find((each) => each.material_code === code)
}

/** The name of a material that a case speaks of; nothing rather than its code. */
export function useMaterialNames() {
  const { word } = useWords()
  return (code: string | null | undefined, materials: Case['materials']): string =>
    code ? word(materials.find((each) => each.material_code === code) ?? known(code), 'name') : ''
}
