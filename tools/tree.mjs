// What the checks share: the files of a tree and a way to report.
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const LEFT_OUT = new Set(['.git', '.tools', 'node_modules', 'dist', 'var'])

// The tree to look at: the first argument, or the project this file belongs to.
export const top = resolve(process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), '..'))

function walk(folder, into) {
  for (const name of readdirSync(folder).sort()) {
    if (LEFT_OUT.has(name) || (folder === top && name.startsWith('build'))) continue
    const path = join(folder, name)
    const stat = statSync(path, { throwIfNoEntry: false })
    if (stat?.isDirectory()) walk(path, into)
    else if (stat?.isFile()) into.push(relative(top, path))
  }
}

// Every file of ours, relative to the top: what git knows or would know, else what the folders hold.
export function files() {
  if (existsSync(join(top, '.git'))) {
    const listed = execFileSync('git', ['-C', top, 'ls-files', '-z', '--cached', '--others', '--exclude-standard'],
      { encoding: 'utf8', maxBuffer: 1 << 26 })
    return listed.split('\0').filter((path) => path && existsSync(join(top, path))).sort()
  }
  const found = []
  walk(top, found)
  return found
}

// The folders of src/ from the ground up, as the build has them; rooms are what stands between http and the command line.
export function layers() {
  const build = readFileSync(join(dirname(fileURLToPath(import.meta.url)), '..', 'meson.build'), 'utf8')
  return [.../^foreach room : \[([^\]]*)\]/m.exec(build)[1].matchAll(/'(\w+)'/g)].map(([, name]) => name)
}
export const rooms = () => layers().slice(layers().indexOf('http') + 1, -1)

export const read = (path) => readFileSync(join(top, path), 'utf8')

let faults = 0

export function fault(path, line, text) {
  faults += 1
  console.log(`${path}:${line}: ${text}`)
}

export function finish(what) {
  if (faults > 0) {
    console.log(`${what}: ${faults} fault${faults === 1 ? '' : 's'}`)
    process.exitCode = 1
  }
}
