// The examiner itself: in a database that was spoiled in one place it must find exactly that something is wrong, without the
// help of the program's own check.
import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { examine } from '../examine.mjs'
import { must, play } from '../scene.mjs'

const ONE = '(SELECT number FROM cases WHERE revision > 2 LIMIT 1)'
const MAKER = `(SELECT k.key FROM idempotency k JOIN cases c ON c.district = k.district AND c.received_at = k.created_at WHERE k.status = 201 AND c.number = ${ONE} LIMIT 1)`

const SPOILS = {
  'a case is gone': [`DELETE FROM cases WHERE number = ${ONE}`, /told, and lost|an event of no case/],
  'a case is gone with all that belongs to it': [`CREATE TEMP TABLE gone AS SELECT number FROM cases LIMIT 1; DELETE FROM case_events WHERE number IN gone;
    DELETE FROM worklist WHERE number IN gone; DELETE FROM idempotency WHERE status = 201 AND created_at IN (SELECT received_at FROM cases WHERE number IN gone); DELETE FROM cases WHERE number IN gone`, /told, and lost/],
  'a case is there twice': [`CREATE TEMP TABLE twin AS SELECT * FROM cases LIMIT 1; UPDATE twin SET number = substr(number, 1, 17) || '9999991'; INSERT INTO cases SELECT * FROM twin`, /cases made by \d+ keys/],
  'an event is gone': [`DELETE FROM case_events WHERE number = ${ONE} AND seq = 2`, /events at revision/],
  'the last event never happened': [`DELETE FROM case_events WHERE number = ${ONE} AND seq = (SELECT revision FROM cases WHERE number = ${ONE}); UPDATE cases SET revision = revision - 1 WHERE number = ${ONE}`, /its events lead to|told at revision/],
  'a state was forgotten': [`UPDATE cases SET state = 0, task_centre = receiving WHERE number = ${ONE}`, /lead to/],
  'a key is gone': [`DELETE FROM idempotency WHERE key = ${MAKER}`, /its key is not there/],
  'a key is there that nobody sent': [`INSERT INTO idempotency SELECT district, zeroblob(16), request, status, answer, created_at FROM idempotency WHERE key = ${MAKER}`, /never sent/],
  'a case stands in no worklist': ['DELETE FROM worklist WHERE number = (SELECT number FROM worklist LIMIT 1)', /in the worklists/],
  'a number was given for nothing': ['UPDATE case_serials SET last = last + 1', /numbers given/],
  'a position was given for nothing': ['UPDATE case_positions SET last = last + 1', /the last position is/],
  'the application is empty': [`UPDATE cases SET sealed = zeroblob(0) WHERE number = ${ONE}`, /without its application/],
}

async function examiner() {
  return play({ before: 120, after: 1 }, async ({ server, clients, facts }) => {
    await clients.stop()
    await server.end()
    const path = server.database.slice('sqlite:'.length), spoilt = join(server.folder, 'spoilt.db')
    const copy = () => {
      for (const suffix of ['', '-wal']) {
        rmSync(spoilt + suffix, { force: true })
        if (existsSync(path + suffix)) copyFileSync(path + suffix, spoilt + suffix)
      }
      rmSync(`${spoilt}-shm`, { force: true })
    }
    facts.spoils_found = 0
    for (const [what, [sql, words]] of Object.entries(SPOILS)) {
      copy()
      execFileSync('sqlite3', ['-batch', '-cmd', 'PRAGMA foreign_keys=OFF', spoilt, sql])
      const { faults } = await examine({ database: `sqlite:${spoilt}` }, [clients])
      must(faults.some((fault) => words.test(fault)), `${what}, and the examiner says: ${faults.join('\n') || 'nothing'}`)
      facts.spoils_found += 1
    }
    await server.start()
    clients.start()
  })
}

export default [{ name: 'examiner', engines: ['sqlite'], about: 'the examiner finds what is wrong in databases that were spoiled on purpose', run: examiner }]
