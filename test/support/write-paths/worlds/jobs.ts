import { Column, DeleteDateColumn, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm'
import type { World } from '../write-path'

@Entity('clients')
export class Client {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) name!: string
}

@Entity('jobs')
export class Job {
  @PrimaryGeneratedColumn() id!: number
  @Column({ unique: true }) code!: string
  @Column({ default: '' }) title!: string
  @Column({ name: 'tenant_id' }) tenantId!: number
  @Column({ type: 'varchar', length: 20, nullable: true, default: 'open' }) status!: string | null
  @DeleteDateColumn({ name: 'deleted_at' }) deletedAt!: Date | null
  @ManyToOne(() => Client, { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn({ name: 'client_id' })
  client!: Client | null
}

@Entity('steps')
export class Step {
  @PrimaryGeneratedColumn() id!: number
  @Column({ type: 'varchar', length: 20, nullable: true }) kind!: string | null
  @ManyToOne(() => Job, { nullable: true, onDelete: 'CASCADE' }) @JoinColumn({ name: 'job_id' }) job!: Job | null
}

/** What is declared of them. */
export const jobScopes = { Job: ['tenantId', 'status', 'client', ['tenantId', 'status']], Step: ['job', 'kind'] }

export const jobsWorld: World = {
  about:
    'Job 1 is of tenant 7, open, and of client 1. Job 2 is of tenant 8, done, and of client 2. Job 3 is of tenant 7, ' +
    'without a status (NULL) and of no client. Step 1 is of job 1 and of the kind a, step 2 of job 2 and of no kind. A ' +
    'status is open by default. `both 7 open` is a value of the scope of tenant and status together.',
  entities: [Client, Job, Step],
  watched: [
    { row: 'client', table: 'clients', target: Client, ids: [1, 2] },
    { row: 'job', table: 'jobs', target: Job, ids: [1, 2, 3, 4, 5] },
    { row: 'step', table: 'steps', target: Step, ids: [1, 2, 3] },
  ],
  scopes: [
    { scope: 'tenant', target: Job, values: { 7: { tenantId: 7 }, 8: { tenantId: 8 }, 9: { tenantId: 9 } } },
    {
      scope: 'status',
      target: Job,
      values: { open: { status: 'open' }, done: { status: 'done' }, none: { status: null } },
    },
    {
      scope: 'of client',
      target: Job,
      values: { 1: { client: { id: 1 } }, 2: { client: { id: 2 } }, none: { client: null } },
    },
    {
      scope: 'both',
      target: Job,
      values: {
        '7 open': { tenantId: 7, status: 'open' },
        '7 done': { tenantId: 7, status: 'done' },
        '7 none': { tenantId: 7, status: null },
        '8 open': { tenantId: 8, status: 'open' },
        '8 done': { tenantId: 8, status: 'done' },
        '9 open': { tenantId: 9, status: 'open' },
      },
    },
    {
      scope: 'of job',
      target: Step,
      values: { 1: { job: { id: 1 } }, 2: { job: { id: 2 } }, none: { job: null } },
    },
    { scope: 'kind', target: Step, values: { a: { kind: 'a' }, none: { kind: null } } },
  ],
  fill: async ({ manager }) => {
    await manager.insert(Client, [{ name: 'Ann' }, { name: 'Bob' }])
    await manager.insert(Job, [
      { code: 'j1', title: 'one', tenantId: 7, status: 'open', client: { id: 1 } },
      { code: 'j2', title: 'two', tenantId: 8, status: 'done', client: { id: 2 } },
      { code: 'j3', title: 'three', tenantId: 7, status: null, client: null },
    ])
    await manager.insert(Step, [
      { kind: 'a', job: { id: 1 } },
      { kind: null, job: { id: 2 } },
    ])
  },
}
