import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

const COMPRESSED = /\.(html|js|css|svg|json|txt)$/
const SMALLEST_BYTES = 1024

/** Writes NAME.gz beside every text file of the build; the server sends it to whoever accepts gzip. */
export function gzipSiblings(): Plugin {
  let folder = 'dist'
  return {
    name: 'gzip-siblings',
    apply: 'build',
    configResolved(config) {
      folder = join(config.root, config.build.outDir)
    },
    async closeBundle() {
      const names = await readdir(folder, { recursive: true })
      for (const name of names.filter((each) => COMPRESSED.test(each))) {
        const bytes = await readFile(join(folder, name))
        if (bytes.length < SMALLEST_BYTES) continue
        // level 9 and no time stamp: the same sources give the same bytes
        await writeFile(join(folder, `${name}.gz`), gzipSync(bytes, { level: 9 }))
      }
    },
  }
}
