// Who may apply, and where: one standard for intake, preview, guide and search, the same for direct and split items at every centre.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { A, B, SPLIT, act, application, assertHolds, assertRefused, idNumber, resident, startAt } from './support.mjs'

const ZHEJIANG = '330000'
const ORGANISATION = { id_type: '001', id_number: '11310000MB2F30661Y', name: '示例单位', hukou_division: null }
const AGENT = { id_type: '111', id_number: idNumber({ born: '19800101', serial: 14 }), name: '王小明', phone: '13800001234' }
const WHO = {
  hukou: { hukou_division: A },
  permit_holder: { hukou_division: ZHEJIANG, residence_permit: true },
  non_resident: { hukou_division: ZHEJIANG, residence_permit: false },
  organisation: ORGANISATION,
}
let server, clerks

before(async () => {
  server = await startAt()
  clerks = [await server.signIn(`clerk.${A}`), await server.signIn(`clerk.${B}`)]
})
after(() => server.stop())

const post = (clerk, item, more, rest) => clerk.post('/v1/cases', application(item, more, rest))
async function items(query) {
  const found = []
  for (let cursor = ''; cursor !== null;) {
    const { body } = await server.get(`/v1/items?limit=50${query}${cursor && `&cursor=${cursor}`}`)
    found.push(...body.items)
    cursor = body.next
  }
  return found
}

test('every item: preview, guide and search say the same of everybody, and it is what the audiences say', async () => {
  const all = await items('')
  for (const [who, more] of Object.entries(WHO)) {
    const marked = await items(`&applicant=${who}`)
    assert.equal(marked.length, all.length, 'marked, not hidden')
    for (const item of marked) {
      const fits = item.audiences.includes(who)
      assert.equal(item.fits, fits, `${item.code} for ${who}`)
      const guide = (await server.get(`/v1/items/${item.code}?applicant=${who}`)).body
      assert.deepEqual([guide.fits, guide.misfit_zh === null, guide.misfit_en === null], [fits, fits, fits])
      const { body } = await clerks[0].post('/v1/cases/preview', { item_code: item.code, applicant: resident(more) })
      assert.equal(body.eligibility.fits, fits ? 'yes' : 'no', `${item.code} for ${who}`)
      assert.deepEqual(body.eligibility.instead, guide.instead)
      if (!fits) {
        // staff are told of the applicant, the applicant is spoken to
        assert.ok(body.errors.some((error) => error.field === 'item_code' && error.code === 'not_for_applicant' && error.zh === body.eligibility.zh))
        assert.match(body.eligibility.zh, /申请人/)
        assert.equal(guide.misfit_zh, body.eligibility.zh.replaceAll('申请人', '您'))
        assert.match(guide.misfit_en, /; you (are|hold) /)
        assert.doesNotMatch(guide.misfit_zh + guide.misfit_en, /申请人|applicant/)
        // never nothing: another item, where they belong, or whom to ask
        assert.match(guide.misfit_zh, guide.instead.length ? /可以办理的事项：/ : /户籍所在地的受理机构|可以打 962200 咨询，或者问主管部门（[^）]+）。$/)
        for (const other of guide.instead) {
          assert.ok(guide.misfit_zh.includes(other.name) && guide.misfit_en.includes(other.name_en))
          const found = marked.find((one) => one.code === other.code)
          assert.ok(found.fits && found.department === item.department)
        }
      }
    }
  }
  for (const item of all) assert.equal(item.fits, null)
  for (const applicant of ['everybody', 'Hukou']) assertRefused(await server.get(`/v1/items?applicant=${applicant}`), 422)
})

test('who does not fit is refused with words, at every centre, for direct and split items alike', async () => {
  for (const clerk of clerks) {
    for (const [item, more] of [
      ['MZ-002', { hukou_division: ZHEJIANG, residence_permit: true }], ['MZ-002', { hukou_division: '330106001' }], ['MZ-003', WHO.permit_holder],
      ['MZ-003', WHO.non_resident], ['GA-006', WHO.hukou], ['RS-003', WHO.hukou], ['RS-003', WHO.non_resident], ['RS-016', WHO.hukou],
    ]) {
      const reply = assertRefused(await post(clerk, item, { residence_division: A, ...more }), 422, 'not_for_applicant', 'item_code')
      const [error] = reply.body.errors.filter((one) => one.code === 'not_for_applicant')
      assert.match(error.zh, /^此事项面向.+，申请人.+不能办理。/)
      assert.match(error.en, /^This item is for .+; the applicant .+\./)
    }
    assertRefused(await post(clerk, 'MZ-002', ORGANISATION, { agent: AGENT }), 422, 'not_for_applicant', 'item_code')
  }
  const permit = (await server.get('/v1/items/RS-002?applicant=permit_holder')).body
  assert.equal(permit.instead[0].code, 'RS-003')
  assert.match(permit.misfit_zh, /本市户籍居民.*可以办理的事项：来沪人员灵活就业登记/)
})

test('nothing untrue is said of who is refused', async () => {
  const HOME = '请向户籍所在地的受理机构申请。', PASS = { id_type: '516', id_number: 'H12345678', hukou_division: null }
  const RESIDENTS = '此事项面向本市户籍居民，', PERMITS = '此事项面向持本市居住证的来沪人员，', NOT_AMONG = '申请人不属于本事项的服务对象，不能办理。'
  for (const [item, more, begins, home] of [
    ['RS-016', { hukou_division: null }, `此事项面向单位，${NOT_AMONG}`, false],
    ['RS-016', { hukou_division: ZHEJIANG }, `此事项面向单位，${NOT_AMONG}`, false],
    ['RS-003', { hukou_division: null, residence_permit: false }, `${PERMITS}申请人没有本市居住证，不能办理。`, false],
    ['RS-003', { hukou_division: A }, `${PERMITS}申请人是本市户籍，不能办理。`, false],
    ['MZ-002', ORGANISATION, `${RESIDENTS}申请人是单位，不能办理。`, false],
    ['MZ-002', PASS, `${RESIDENTS}${NOT_AMONG}`, false],
    ['MZ-002', { ...PASS, residence_permit: false }, `${RESIDENTS}${NOT_AMONG}`, false],
    ['MZ-002', { hukou_division: '810000' }, `${RESIDENTS}${NOT_AMONG}`, false],
    ['MZ-002', { hukou_division: ZHEJIANG }, `${RESIDENTS}申请人户籍不在本市，不能办理。`, true],
  ]) {
    const { body } = await clerks[0].post('/v1/cases/preview', { item_code: item, applicant: resident(more) })
    assert.equal(body.eligibility.fits, 'no')
    assert.ok(body.eligibility.zh.startsWith(begins), `${item} ${JSON.stringify(more)}: ${body.eligibility.zh}`)
    if (!home || body.eligibility.instead.length === 0) assert.equal(body.eligibility.zh.includes(HOME), home, body.eligibility.zh)
  }
})

test('what is not known is asked: the household first, then the permit', async () => {
  const [clerk] = clerks
  for (const hukou of [null, '']) {
    assertRefused(await post(clerk, 'MZ-002', { hukou_division: hukou }), 422, 'required', 'applicant.hukou_division')
    assertRefused(await post(clerk, 'MZ-003', { hukou_division: hukou }), 422, 'required', 'applicant.hukou_division')
  }
  assertRefused(await post(clerk, 'RS-003', { hukou_division: ZHEJIANG }), 422, 'required', 'applicant.residence_permit')
  const { body } = await clerk.post('/v1/cases/preview', { item_code: 'RS-003', applicant: { hukou_division: ZHEJIANG } })
  assert.deepEqual([body.eligibility.fits, body.eligibility.asks], ['unknown', 'applicant.residence_permit'])
  const empty = await clerk.post('/v1/cases/preview', { item_code: 'RS-003', applicant: {} })
  assert.deepEqual([empty.body.eligibility.fits, empty.body.eligibility.asks], ['unknown', 'applicant.hukou_division'])
  // a document that says so: no household register of the mainland stands behind it
  for (const [id_type, id_number] of [['516', 'H12345678'], ['511', '12345678'], ['111', '810000198808080013'], ['553', '931840198001010017']]) {
    assertRefused(await post(clerk, 'MZ-002', { id_type, id_number, hukou_division: null }), 422, 'not_for_applicant')
    assertRefused(await post(clerk, 'RS-003', { id_type, id_number, hukou_division: null }), 422, 'required', 'applicant.residence_permit')
  }
  for (const wrong of ['yes', 1, [], {}]) assertRefused(await post(clerk, 'RS-003', { residence_permit: wrong }), 422)
})

test('a document of somebody who is in no household register goes with no hukou, whatever is typed beside it', async () => {
  const [clerk] = clerks
  for (const [id_type, id_number] of [['516', 'H12345678'], ['511', '12345678'], ['553', '931840198001010017'], ['554', 'ABC310082060158'], ['414', 'E12345678'],
    ['111', '810000198808080013']]) {
    const applicant = { id_type, id_number, hukou_division: A }
    for (const item of ['CL-004', 'MZ-002', 'RS-003']) {
      const { errors } = assertRefused(await post(clerk, item, applicant), 422, 'no_hukou', 'applicant.hukou_division').body
      assert.ok(errors.every((one) => one.zh && one.en))
      const { body } = await clerk.post('/v1/cases/preview', { item_code: item, applicant: resident(applicant) })
      assert.ok(body.errors.some((one) => one.code === 'no_hukou'), `${id_type} ${item}`)
    }
    assertRefused(await post(clerk, 'CL-004', { ...applicant, hukou_division: null }), 422, 'not_for_applicant', 'item_code')
  }
})

test('an agent and the answer that nobody acts for the applicant are not taken together', async () => {
  const [clerk] = clerks
  const item_code = 'MZ-023'
  const codes = async (answers, more = {}) => (await clerk.post('/v1/cases/preview', { item_code, applicant: resident(more), answers, agent: AGENT })).body.errors.map((one) => one.code)
  assert.ok((await codes({ who: 'self' })).includes('agent_not_answered'))
  for (const answers of [{ who: 'agent' }, {}]) assert.ok(!(await codes(answers)).includes('agent_not_answered'), JSON.stringify(answers))
  // for a small child somebody acts, whatever is answered
  assert.ok(!(await codes({ who: 'self' }, { id_number: idNumber({ born: '20260102', serial: 14 }) })).includes('agent_not_answered'))
  const reply = assertRefused(await post(clerk, item_code, {}, { answers: { who: 'self' }, agent: AGENT }), 422, 'agent_not_answered', 'agent')
  assert.ok(reply.body.errors.every((one) => one.zh && one.en))
})

test('who fits is received, and the case says what was answered; a key repeated is not judged again', async () => {
  const [clerk] = clerks
  const key = 'who-fits-once-and-for-all'
  const body = application('RS-003', WHO.permit_holder)
  const first = await clerk.post('/v1/cases', body, { 'idempotency-key': key })
  assert.equal(first.status, 201, first.text)
  const again = await clerk.post('/v1/cases', body, { 'idempotency-key': key })
  assert.equal(again.text, first.text)
  assert.equal((await clerk.get(`/v1/cases/${first.body.case_number}`)).body.applicant.residence_permit, true)
  assert.equal((await post(clerk, 'GA-008', WHO.non_resident)).status, 201)
  assert.equal((await post(clerk, 'MZ-002', { hukou_division: '310000' })).status, 201, 'the city alone is enough to know')
  assertRefused(await post(clerk, 'RS-016', ORGANISATION), 422, 'agent_required', 'agent')
  const organisation = await post(clerk, 'RS-016', ORGANISATION, { agent: AGENT })
  assert.equal(organisation.status, 201, organisation.text)
  assertRefused(await post(clerk, 'RS-016', { ...ORGANISATION, id_number: '11310000MB2F30661X' }, { agent: AGENT }), 422, 'uscc_check_digit', 'applicant.id_number')
})

test('an agent is an adult, a person, and somebody else; a child under 8 does not act alone', async () => {
  const [clerk] = clerks // the day is 2 March 2026
  const born = (day) => ({ ...AGENT, id_number: idNumber({ born: day, serial: 14 }) })
  const adult = resident()
  for (const [agent, code, field] of [
    [{ ...AGENT, id_number: adult.id_number, name: adult.name }, 'agent_is_applicant', 'agent.id_number'],
    [{ ...AGENT, id_type: '113', id_number: ` ${adult.id_number} ` }, 'agent_is_applicant', 'agent.id_number'],
    [born('20080303'), 'agent_under_age', 'agent.id_number'], [born('20260101'), 'agent_under_age', 'agent.id_number'],
    [born('20260303'), 'id_birth_future', 'agent.id_number'], [{ ...ORGANISATION, hukou_division: undefined }, 'agent_not_a_person', 'agent.id_type'],
  ]) {
    const body = { item_code: 'MZ-002', applicant: adult, agent }
    const reply = assertRefused(await clerk.post('/v1/cases', body), 422, code, field)
    const [error] = reply.body.errors.filter((one) => one.code === code)
    assert.ok(error.zh && error.en)
    const { body: preview } = await clerk.post('/v1/cases/preview', body)
    assert.ok(preview.errors.some((one) => one.code === code && one.field === field), code)
  }
  assert.equal((await clerk.post('/v1/cases', { item_code: 'MZ-002', applicant: adult, agent: born('20080302') })).status, 201, '18 today')
  const child = { id_number: idNumber({ born: '20260102', serial: 14 }) }
  assertRefused(await post(clerk, 'MZ-002', child), 422, 'agent_required', 'agent')
  assert.equal((await clerk.post('/v1/cases/preview', application('MZ-002', child))).body.agent_needed, true)
  assert.equal((await post(clerk, 'MZ-002', child, { agent: AGENT })).status, 201)
  assert.equal((await post(clerk, 'MZ-002', { id_number: idNumber({ born: '20180302', serial: 14 }) })).status, 201, '8 today')
})

// a case of one centre whose applicant is asked, so that what they answer can be corrected
async function askedCase(clerk, item, more) {
  const made = await post(clerk, item, more)
  assert.equal(made.status, 201, made.text)
  await act(clerk, made.body.case_number, 'ask_supplement', { reasons: [{ code: 'other', note: '请核对户籍' }] })
  return made.body.case_number
}
const correct = (clerk, number, body) => clerk.post(`/v1/cases/${number}/actions`, { action: 'supplement', ...body })

test('a corrected hukou is judged as at intake: who may not apply is told what becomes of the case, and it is refused by law', async () => {
  const [clerk] = clerks
  const number = await askedCase(clerk, 'RS-002', { hukou_division: A })
  for (const code of [ZHEJIANG, '330106001', '810000']) {
    const reply = assertRefused(await correct(clerk, number, { hukou_division: code, note: '户籍在外省' }), 422, 'not_for_applicant', 'hukou_division')
    assert.equal(reply.body.errors.length, 1, reply.text)
    assert.match(reply.body.errors[0].zh, /^此事项面向本市户籍居民，申请人.+依法不予受理；申请人也可以撤回。$/)
    assert.match(reply.body.errors[0].en, /refuses the case by law; or the applicant withdraws it\.$/)
  }
  assert.deepEqual((await clerk.get(`/v1/cases/${number}`)).body.applicant.hukou_division, A, 'as it was')
  await act(clerk, number, 'supplement', { note: '户籍已迁往浙江' })
  assert.equal((await act(clerk, number, 'refuse', { reasons: [{ code: 'not_eligible', note: '户籍已迁往浙江' }] })).state, 'refused')
})

test('where a corrected hukou leaves open whether they may apply, the permit is asked for', async () => {
  const [clerk] = clerks
  const item = (await items('')).find((one) => one.audiences.includes('hukou') && one.audiences.includes('permit_holder') && !one.audiences.includes('non_resident') && one.mode === 'direct' && one.citywide && !one.materials_described)
  const number = await askedCase(clerk, item.code, { hukou_division: A })
  const moved = { hukou_division: ZHEJIANG }
  assertRefused(await correct(clerk, number, moved), 422, 'required', 'residence_permit')
  assertRefused(await correct(clerk, number, { ...moved, residence_permit: false }), 422, 'not_for_applicant', 'hukou_division')
  assertRefused(await correct(clerk, number, { ...moved, residence_permit: 'yes' }), 422)
  const it = await act(clerk, number, 'supplement', { ...moved, residence_permit: true })
  assert.deepEqual([it.applicant.hukou_division, it.applicant.residence_permit, it.responsible_centre], [ZHEJIANG, true, A], 'a direct item stays where it was received')
  // the permit alone: it was believed to be there, and is not
  const holder = await askedCase(clerk, 'RS-003', WHO.permit_holder)
  assertRefused(await correct(clerk, holder, { residence_permit: false }), 422, 'not_for_applicant', 'residence_permit')
  assertRefused(await correct(clerk, holder, { residence_permit: true }), 422, 'not_supplied', 'note')
  await assertHolds(server)
})

test('a corrected hukou that nothing can be routed by is first judged for who may apply', async () => {
  const [clerk] = clerks
  const number = await askedCase(clerk, SPLIT, { hukou_division: A, residence_division: null })
  const reply = assertRefused(await correct(clerk, number, { hukou_division: ZHEJIANG, note: '户籍在外省' }), 422, 'not_for_applicant', 'hukou_division')
  assert.equal(reply.body.errors.length, 1, reply.text)
})

test('an item that is not handled citywide does not stay where a corrected address does not belong', async () => {
  const [clerk] = clerks
  const LOCAL = 'CL-015'
  const number = await askedCase(clerk, LOCAL, { hukou_division: A, residence_division: A })
  const reply = assertRefused(await correct(clerk, number, { hukou_division: B, residence_division: B }), 422, 'not_citywide', 'hukou_division')
  assert.match(reply.body.errors[0].zh, /请到.+中心办理。情况属实的/)
  // within the area of the centre it is a correction like any other
  const committee = (await server.get(`/v1/committees?division=${A}`)).body.items[0].code
  assert.equal((await act(clerk, number, 'supplement', { hukou_division: committee })).responsible_centre, A)
  await assertHolds(server)
})
