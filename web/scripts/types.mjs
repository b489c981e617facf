// npm run types: writes src/api/schema.d.ts from the /openapi.json of a running program
// (TONGBAN_URL, else the address `tongban serve` listens on without being told).
import { writeFile } from 'node:fs/promises'
import openapiTS, { astToString } from 'openapi-typescript'

const url = new URL('/openapi.json', process.env.TONGBAN_URL ?? 'http://127.0.0.1:8310')
const reply = await fetch(url)
if (!reply.ok) throw new Error(`${url} answered ${reply.status}`)
const document = await reply.json()
const text = astToString(await openapiTS(document))
const head = '// Made by `npm run types` from the program\'s /openapi.json. Do not edit.\n'
await writeFile(new URL('../src/api/schema.d.ts', import.meta.url), head + text)
console.log(`src/api/schema.d.ts: ${Object.keys(document.paths ?? {}).length} paths`)
