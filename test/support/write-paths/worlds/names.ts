import { Column, Entity, ManyToOne, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm'
import type { World } from '../write-path'

@Entity('projects')
export class Project {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) name!: string
}

@Entity('tasks')
export class Task {
  @PrimaryColumn() id!: number
  @Column({ default: '' }) title!: string
  @ManyToOne(() => Project, { nullable: true }) project!: Project | null
}

@Entity({ name: 'invoices', schema: 'sales' })
export class Invoice {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: 0 }) amount!: number
}

@Entity('Plan B')
export class PlanB {
  @PrimaryColumn({ name: 'Id' }) id!: number
  @Column({ name: 'Step 1', default: '' }) step!: string
}

export const namesWorld: World = {
  about:
    'Invoices are in the schema `sales`, all else in the default one. Task 1 belongs to project 1. `open_tasks` is a ' +
    'view of the tasks; the tables `tasks_2025` and `tasks_2024` in the schema `archive` are parts of the tasks.',
  entities: [Project, Task, Invoice, PlanB],
  watched: [
    { row: 'task', table: 'tasks', target: Task, ids: [1, 2, 8, 9] },
    { row: 'project', table: 'projects', target: Project, ids: [1, 2] },
    { row: 'invoice', table: 'invoices', target: Invoice, ids: [1, 2] },
    { row: 'plan', table: 'plans', target: PlanB, ids: [1, 2] },
  ],
  prepare: async (query) => {
    await query('CREATE SCHEMA sales')
    await query('CREATE SCHEMA archive')
  },
  setUp: async ({ sql }) => {
    await sql('CREATE VIEW open_tasks AS SELECT id, title FROM tasks')
    await sql('CREATE TABLE archive.tasks_2025 () INHERITS (tasks)')
    await sql('CREATE TABLE archive.tasks_2024 () INHERITS (tasks)')
    await sql('CREATE TABLE archive.tasks (id INTEGER, title TEXT)')
    await sql('CREATE TABLE visits (page INTEGER)')
    await sql("INSERT INTO archive.tasks VALUES (1, '')")
  },
  fill: async ({ manager, sql }) => {
    await manager.insert(Project, { name: 'house' })
    await manager.insert(Task, [{ id: 1, project: { id: 1 } }, { id: 2 }])
    await sql("INSERT INTO archive.tasks_2025 (id, title) VALUES (9, '')")
    await sql("INSERT INTO archive.tasks_2024 (id, title) VALUES (9, '')")
    await manager.insert(Invoice, { amount: 1 })
    await manager.insert(PlanB, { id: 1 })
  },
}
