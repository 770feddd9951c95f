import {
  Column,
  DeleteDateColumn,
  Entity,
  JoinColumn,
  ManyToOne,
  OneToMany,
  PrimaryGeneratedColumn,
  UpdateDateColumn,
  VersionColumn,
} from 'typeorm'
import type { World } from '../write-path'

@Entity('projects')
export class Project {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) name!: string
  @OneToMany(() => Task, (task) => task.project, { cascade: true }) tasks!: Task[]
}

@Entity('people')
export class Person {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) name!: string
}

export class Estimate {
  @Column({ default: 0 }) hours!: number
  @Column({ default: '' }) basis!: string
}

@Entity('tasks')
export class Task {
  @PrimaryGeneratedColumn() id!: number
  @Column({ unique: true }) code!: string
  @Column({ default: '' }) title!: string
  @Column({ default: 0 }) score!: number
  @Column({ default: 0 }) views!: number
  @Column(() => Estimate) estimate!: Estimate
  @VersionColumn({ default: 1 }) version!: number
  @UpdateDateColumn({ name: 'updated_at' }) updatedAt!: Date
  @DeleteDateColumn({ name: 'deleted_at' }) deletedAt!: Date | null
  /** The foreign key is no property of its own: only the relation knows it. */
  @ManyToOne(() => Project, (project) => project.tasks, { nullable: true })
  @JoinColumn({ name: 'project_id' })
  project!: Project | null
  /** The foreign key is mapped beside the relation. */
  @Column({ name: 'person_id', nullable: true }) personId!: number | null
  @ManyToOne(() => Person, { nullable: true }) @JoinColumn({ name: 'person_id' }) person!: Person | null
}

export const tasksWorld: World = {
  about:
    'Task 1 belongs to project 1 and person 1, task 2 to project 2 and person 2, task 3 to project 2 only. The foreign ' +
    'key to the person is mapped as a column, the one to the project is not.',
  entities: [Project, Person, Task],
  watched: [
    { row: 'task', table: 'tasks', target: Task, ids: [1, 2, 3, 4, 5, 9] },
    { row: 'project', table: 'projects', target: Project, ids: [1, 2, 3] },
    { row: 'person', table: 'people', target: Person, ids: [1, 2, 3] },
  ],
  fill: async ({ manager }) => {
    await manager.insert(Project, [{ name: 'house' }, { name: 'garden' }])
    await manager.insert(Person, [{ name: 'Ann' }, { name: 'Bob' }])
    await manager.insert(Task, [
      { code: 't1', title: 'one', project: { id: 1 }, personId: 1 },
      { code: 't2', title: 'two', project: { id: 2 }, personId: 2 },
      { code: 't3', title: 'three', project: { id: 2 }, personId: null },
    ])
  },
}
