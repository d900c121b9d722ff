import { afterAll, beforeAll, expect, test } from 'vitest'
import { dealEndpoints, dealRecord, readBoard, stageUse } from '#rooms/deals/contract'
import { readDiagnosis } from '#rooms/plan/contract'
import { type TestApp, testApp } from '#test/kit/app'
import { imported } from '#test/kit/importing'
import * as contract from './contract.ts'

let app: TestApp & { close(): Promise<void> }
const header = 'Deal ID,Deal Name,Deal Stage,Amount,Currency,Create Date,Close Date'
const file = {
  name: 'deals.csv',
  text: `${[header, 'D1,A,Talk,100,EUR,2025-01-01,', 'D2,B,Demo,200,EUR,2025-01-01,', 'D3,C,Closed Won,10,EUR,2025-01-01,2025-02-01', 'D4,D,Closed Lost,10,EUR,2025-01-01,2025-02-01'].join('\n')}\n`,
}
beforeAll(async () => {
  app = await testApp()
  await imported(app, [file])
}, 60_000)
afterAll(() => app.close())

async function first() {
  const { pipelines } = await app.call(contract.listPipelines, {})
  const [line] = pipelines
  if (!line) throw new Error('There is no pipeline.')
  const stage = (name: string) => {
    const one = line.stages.find((each) => each.name === name)
    if (!one) throw new Error(`There is no stage ${name}.`)
    return { pipelineId: line.id, stageId: one.id }
  }
  return { pipelines, line, stage, order: line.stages.map(({ name }) => name) }
}

test('a stage that is renamed and moved shows so in the diagnosis, and an import that says the old name and order leaves both', async () => {
  const { stage, order, line } = await first()
  expect(order).toEqual(['Demo', 'Talk', 'Closed Won', 'Closed Lost'])
  await app.call(contract.changeStage, { ...stage('Demo'), name: 'Demonstration', place: 1 })
  await app.call(contract.changePipeline, { pipelineId: line.id, name: 'Sales', vertical: 'Hospitals' })
  expect((await first()).order).toEqual(['Talk', 'Demonstration', 'Closed Won', 'Closed Lost'])
  const { diagnosis } = await app.call(readDiagnosis, {})
  expect(diagnosis?.stages.map((each) => each.stage)).toEqual(['Talk', 'Demonstration'])
  await imported(app, [{ ...file, text: `${file.text}D5,E,Demo,50,EUR,2025-03-01,\nD6,F,Offer,50,EUR,2025-03-01,\n` }])
  const after = await first()
  expect(after.pipelines.map(({ name, vertical, arranged }) => [name, vertical, arranged])).toEqual([['Sales', 'Hospitals', true]])
  expect(after.order.filter((name) => name !== 'Offer')).toEqual(['Talk', 'Demonstration', 'Closed Won', 'Closed Lost'])
  expect(after.line.stages.find(({ name }) => name === 'Demonstration')?.formerNames).toEqual(['Demo'])
  const use = await app.call(stageUse, {})
  expect(use.stages.find(({ id }) => id === after.stage('Demonstration').stageId)).toMatchObject({ deals: 2, used: true })
  expect(use.pipelines).toMatchObject([{ deals: 6 }])
})

test('a retired stage keeps its deals, takes no other by hand, and leaves the board when it is empty', async () => {
  const { stage, line } = await first()
  await app.call(contract.changeStage, { ...stage('Talk'), retired: true })
  const rows = (await app.call(dealEndpoints.rows, { columns: 'name' })).rows
  const deal = (name: string) => rows.find((row) => row.cells.name === name) ?? { id: '', version: '' }
  const choices = async (name: string) =>
    (await app.call(dealRecord.choices, { id: deal(name).id, column: 'stage' })).choices.map(({ label }) => label)
  expect(await choices('A')).toContain('Talk')
  expect(await choices('B')).not.toContain('Talk')
  const put = (name: string, stageId: string) =>
    app.call(dealRecord.change, { id: deal(name).id, version: deal(name).version, changes: { stage: stageId } })
  await expect(put('B', stage('Talk').stageId)).rejects.toThrow(/"Talk" is retired/)
  const board = async () => (await app.call(readBoard, { pipeline: line.id })).columns.map((column) => column.stage?.name)
  expect(await board()).toContain('Talk')
  await put('A', stage('Demonstration').stageId)
  expect(await board()).not.toContain('Talk')
  await expect(app.call(contract.removeStage, stage('Talk'))).rejects.toThrow(/Deals stand or stood in "Talk"/)
  await app.call(contract.changeStage, { ...stage('Talk'), retired: false })
  expect(await board()).toContain('Talk')
})

test('a stage is added before the ends, removed, and each of it is taken back; the last of its kind stays', async () => {
  const { stage, line } = await first()
  const { pipeline, eventId } = await app.call(contract.addStage, { pipelineId: line.id, name: 'Contract', kind: 'open' })
  expect(pipeline.stages.map(({ name }) => name).indexOf('Contract')).toBe(pipeline.stages.findIndex(({ kind }) => kind !== 'open') - 1)
  await expect(app.call(contract.addStage, { pipelineId: line.id, name: 'demo', kind: 'open' })).rejects.toThrow(/Files may still call/)
  await app.call(contract.undoPipeline, { pipelineId: line.id, eventId })
  expect((await first()).order).not.toContain('Contract')
  const again = await app.call(contract.addStage, { pipelineId: line.id, name: 'Contract', kind: 'open', place: 0 })
  const contractStage = (await first()).stage('Contract')
  const gone = await app.call(contract.removeStage, contractStage)
  expect(gone.pipeline.stages.map(({ name }) => name)).not.toContain('Contract')
  await expect(app.call(contract.undoPipeline, { pipelineId: line.id, eventId: again.eventId })).rejects.toThrow(/changed again since/)
  await app.call(contract.undoPipeline, { pipelineId: line.id, eventId: gone.eventId })
  expect((await first()).order[0]).toBe('Contract')
  await expect(app.call(contract.removeStage, stage('Closed Won'))).rejects.toThrow(/last stage in which a deal is won/)
  await expect(app.call(contract.changeStage, { ...contractStage, name: 'Contract' })).rejects.toThrow(/Nothing would change/)
})

test('a second pipeline is made for what is sold and to whom, is not used alike, and is removed with its stages and brought back', async () => {
  const { line } = await first()
  await expect(app.call(contract.changePipeline, { pipelineId: line.id, retired: true })).rejects.toThrow(/last pipeline in use/)
  await expect(app.call(contract.addPipeline, { name: 'Renewals', stages: [{ name: 'Talk', kind: 'open' }] })).rejects.toThrow(
    /needs a stage in which a deal is won/,
  )
  const { pipeline } = await app.call(contract.addPipeline, { name: 'Renewals', vertical: 'Hospitals' })
  expect(pipeline.stages.map(({ kind }) => kind)).toEqual(['open', 'won', 'lost'])
  await expect(app.call(contract.addPipeline, { name: 'renewals' })).rejects.toThrow(/already/)
  await expect(app.call(contract.removePipeline, { pipelineId: line.id })).rejects.toThrow(/Deals are or were in the pipeline/)
  const { eventId } = await app.call(contract.removePipeline, { pipelineId: pipeline.id })
  expect((await first()).pipelines).toHaveLength(1)
  await app.call(contract.undoPipeline, { pipelineId: pipeline.id, eventId })
  const back = (await first()).pipelines.find(({ id }) => id === pipeline.id)
  expect(back).toEqual(pipeline)
  await app.call(contract.changePipeline, { pipelineId: pipeline.id, retired: true })
  expect((await app.call(readBoard, {})).pipelines.map(({ name }) => name)).toEqual(['Sales'])
})

test('a new deal of a file without pipelines enters the one for its industry, says why, and stays there with the next file', async () => {
  const stages = ['Talk', 'Closed Won', 'Closed Lost'].map((name, place) => ({
    name,
    kind: (['open', 'won', 'lost'] as const)[place] ?? 'open',
  }))
  const { pipeline } = await app.call(contract.addPipeline, { name: 'Clinics', vertical: 'Health care', stages })
  const rows = [
    'N1,New,Talk,10,EUR,2025-04-01,,health care',
    'N2,Odd,Demo,10,EUR,2025-04-01,,Health Care',
    'N3,Other,Talk,10,EUR,2025-04-01,,Retail',
  ]
  const text = `${[`${header},Vertical`, ...rows].join('\n')}\n`
  const { result } = await imported(app, [{ ...file, text }])
  expect(result?.placed).toEqual([
    { pipeline: 'Clinics', why: 'vertical', deals: 1 },
    { pipeline: null, why: 'stages', deals: 1 },
  ])
  const there = async () => {
    const only = JSON.stringify({ combinator: 'and', rules: [{ field: 'pipeline', operator: 'in', value: [pipeline.id] }] })
    return (await app.call(dealEndpoints.rows, { filter: only, columns: 'name' })).rows.map(({ cells }) => cells.name)
  }
  expect(await there()).toEqual(['New'])
  const again = await imported(app, [{ ...file, text: text.replace('N1,New,Talk,10', 'N1,New,Talk,25') }])
  expect(again.result?.placed).toBeUndefined()
  expect(await there()).toEqual(['New'])
})
