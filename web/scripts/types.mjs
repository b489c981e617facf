// npm run types: writes src/api/schema.d.ts from what the program says of its API (tongban openapi, the same as its
// /openapi.json). TONGBAN_PROGRAM names the program when it is not build/tongban.
import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import openapiTS, { astToString } from 'openapi-typescript'

const program = process.env.TONGBAN_PROGRAM ?? fileURLToPath(new URL('../../build/tongban', import.meta.url))
const HEAD = "// Made by `npm run types` from the program's own description of its API. Do not edit.\n"

export const schemaFile = fileURLToPath(new URL('../src/api/schema.d.ts', import.meta.url))

/** The types of the API of the program as it is built now. */
export async function schemaText() {
  const description = JSON.parse(execFileSync(program, ['openapi'], { encoding: 'utf8', maxBuffer: 1 << 26 }))
  // the pages read every refusal alike (src/api/problem.ts): one type is enough
  for (const operation of Object.values(description.paths).flatMap((methods) => Object.values(methods))) {
    operation.responses = Object.fromEntries(Object.entries(operation.responses).filter(([status]) => Number(status) < 400 || status === 'default'))
  }
  return HEAD + astToString(await openapiTS(description))
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await writeFile(schemaFile, await schemaText())
  console.log(`written: ${schemaFile}`)
}
