#!/usr/bin/env node
// The order of the folders under src/, who may include what, and the parts a room is made of.
// usage: check-layers.mjs [TREE]
import { basename } from 'node:path'
import { fault, files, finish, layers, read, rooms } from './tree.mjs'

const LAYERS = layers()
const ROOMS = rooms()

// a library of others comes in through one door; libmicrohttpd through three: what reads requests, what answers, what reaches under it
const DOORS = [
  [/^sqlite3\.h$/, 'src/db/db_sqlite_file.h'],
  [/^libpq-fe\.h$/, 'src/db/db_postgres_wire.h'],
  [/^microhttpd\.h$/, 'src/http/http_server.c', 'src/http/http_answer.c', 'src/http/http_library.c'],
  [/^sodium(\.h$|\/)/, 'src/crypto/crypto_password.c'],
  [/^gcrypt\.h$/, 'src/crypto/crypto_seal.c'],
]

// what a pure file may see of the C library: nothing that does I/O or knows the time
const PURE_SYSTEM = new Set(['assert.h', 'ctype.h', 'inttypes.h', 'limits.h', 'math.h', 'stdarg.h', 'stdbool.h',
  'stddef.h', 'stdint.h', 'stdio.h', 'stdlib.h', 'string.h'])

// a statement, in whatever case, or a piece of one that is put together elsewhere
const SQL = /"\s*(select\s|insert\s+(or\s+\w+\s+)?into\s|update\s+\w+\s+set\s|delete\s+from\s|replace\s+into\s|with\s+\w+\s+as\s*\()/i
const SQL_PIECE = /"[^"]*\b(SELECT|FROM|WHERE|ORDER BY|VALUES|LIMIT) [\w($%*]/

function includes(text) {
  const found = []
  text.split('\n').forEach((line, index) => {
    const match = /^\s*#\s*include\s*(["<])([^">]+)[">]/.exec(line)
    if (match) found.push({ line: index + 1, system: match[1] === '<', path: match[2] })
  })
  return found
}

function checkInclude(path, folder, include) {
  if (include.system) {
    for (const [pattern, ...doors] of DOORS) {
      if (pattern.test(include.path) && !doors.includes(path)) {
        fault(path, include.line, `<${include.path}> is included by ${doors.join(' and ')} alone`)
      }
    }
    return
  }
  if (include.path.includes('..')) {
    fault(path, include.line, `"${include.path}": name headers from src/, without ..`)
    return
  }
  const slash = include.path.indexOf('/')
  const from = slash < 0 ? folder : include.path.slice(0, slash)
  if (from === folder) return
  if (!LAYERS.includes(from)) fault(path, include.line, `"${include.path}": no such folder in the order of src/`)
  else if (LAYERS.indexOf(from) > LAYERS.indexOf(folder)) {
    fault(path, include.line, `${folder} is below ${from} and may not include "${include.path}"`)
  } else if (ROOMS.includes(from) && folder !== 'main' && include.path !== `${from}/${from}.h` &&
             !include.path.endsWith('_rules.h')) {
    fault(path, include.line, `other rooms see ${from} through "${from}/${from}.h" and its rules alone`)
  }
}

const isEmbedded = (folder, name) => {
  const build = `src/${folder}/meson.build`
  return files().includes(build) && read(build).includes(`input: '${name}'`)
}

// A room is made of few kinds of files, and each says in its name which it is.
function checkName(path, folder) {
  const name = basename(path)
  if (name === 'meson.build') return
  if (!/\.(c|h|def)$/.test(name) && !isEmbedded(folder, name)) fault(path, 1, 'a room holds .c, .h and .def files only, and what its build embeds')
  else if (name.endsWith('.def') && !/_(states|actions|reasons|roles|codes)\.def$/.test(name)) {
    fault(path, 1, 'tables of a room are named *_states.def, *_actions.def, *_reasons.def, *_roles.def or *_codes.def')
  } else if (name === 'util.c' || /(^|_)(utils?|helpers?|misc|common)\.[ch]$/.test(name)) {
    fault(path, 1, 'a file says in its name what it does')
  }
}

function checkPart(path, folder, text, found) {
  const name = basename(path)
  const from = (include) => (include.path.includes('/') ? include.path.split('/')[0] : folder)
  for (const include of found) {
    if (/_rules\.[ch]$/.test(name)) {
      if (include.system && !PURE_SYSTEM.has(include.path)) fault(path, include.line, `rules are pure: no <${include.path}>`)
      if (!include.system && ['crypto', 'db', 'http'].includes(from(include))) {
        fault(path, include.line, `rules are pure: no "${include.path}"`)
      }
    }
    if (ROOMS.includes(folder) && from(include) === 'http' && !include.system && /_(rules|store)\.[ch]$/.test(name)) {
      fault(path, include.line, 'rules and stores do not know http')
    }
    if (ROOMS.includes(folder) && /^http\/(exchange|server)\.h$/.test(include.path)) {
      fault(path, include.line, `a room sees http through "http/http.h": not how it is made`)
    }
    if (ROOMS.includes(folder) && /_api\.c$/.test(name) && /_store\.h$/.test(include.path)) {
      fault(path, include.line, '*_api.c goes through the use cases, not to the store')
    }
  }
  if (folder !== 'db' && !/_store\.c$/.test(name)) {
    text.split('\n').forEach((line, index) => {
      if (SQL.test(line) || SQL_PIECE.test(line)) fault(path, index + 1, 'SQL lives in *_store.c')
    })
  }
}

for (const path of files()) {
  const match = /^src\/([^/]+)\/(.+)$/.exec(path)
  if (!match) continue
  const folder = match[1]
  if (!LAYERS.includes(folder)) {
    fault(path, 1, `src/${folder} has no place in the order of the folders`)
    continue
  }
  if (ROOMS.includes(folder)) checkName(path, folder)
  if (!/\.(c|h|def)$/.test(path)) continue
  const text = read(path)
  const found = includes(text)
  for (const include of found) checkInclude(path, folder, include)
  checkPart(path, folder, text, found)
}
finish('layers')
