// deploy/citus.sql: every table of the program finds its place, a second run changes nothing, and the program works on what it
// leaves. The extension itself is not in Debian: a stand-in notes what is asked for and refuses what Citus refuses of tables.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { testEngine, top } from '../server.mjs'
import { A, DIRECT, act, assertHolds, startAt, take } from './support.mjs'

const SPREAD = ['case_events', 'case_positions', 'case_serials', 'cases', 'disclosures', 'former_keys', 'idempotency', 'worklist']

test('every table finds its place, once', { skip: testEngine === 'sqlite' && 'only PostgreSQL spreads' }, async () => {
  const server = await startAt()
  const psql = (...words) => execFileSync('psql', ['--no-psqlrc', '--quiet', '--no-align', '--tuples-only', '--set', 'ON_ERROR_STOP=1', '--dbname', server.database, ...words],
    { encoding: 'utf8', env: { ...process.env, PGOPTIONS: '-c search_path=public,stand_in' } })
  const script = join(top, 'deploy/citus.sql')
  const keys = () => psql('--command', "SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' ORDER BY 1, 2")
  try {
    const clerk = await server.signIn(`clerk.${A}`)
    const it = await take(clerk, DIRECT)
    psql('--file', join(top, 'tests/api/data/citus-stand-in.sql'))
    const before = keys()
    const said = psql('--set', 'shards=4', '--file', script)
    const places = new Map(psql('--command', 'SELECT logicalrelid, coalesce(by_column, partmethod::text), colocationid FROM pg_dist_partition').trim().split('\n').map((line) => {
      const [name, ...rest] = line.split('|')
      return [name, rest.join(' ')]
    }))
    const tables = psql('--command', "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migrations'").trim().split('\n')
    assert.deepEqual([...places.keys()].sort(), tables.sort())
    const group = places.get('cases').split(' ')[1]
    for (const [name, place] of places) {
      if (SPREAD.includes(name)) assert.equal(place, `district ${group}`, name)
      else assert.equal(place, 'n 1', name)
    }
    assert.equal(keys(), before)
    assert.equal(psql('--set', 'shards=4', '--file', script).split('\n').length, said.split('\n').filter((line) => line.includes('|')).length + 1)
    assert.equal(keys(), before)
    await act(clerk, it.case_number, 'accept')
    // a table that nobody told where to stand stops everything
    psql('--command', 'CREATE TABLE forgotten (id bigint)')
    assert.throws(() => psql('--set', 'shards=4', '--file', script), /no room has: forgotten[\s\S]*nothing was spread/)
    psql('--command', 'DROP TABLE forgotten')
    await assertHolds(server)
  } finally {
    await server.stop()
  }
})
