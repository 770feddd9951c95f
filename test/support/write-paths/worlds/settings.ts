import { Column, Entity, PrimaryColumn } from 'typeorm'
import type { World } from '../write-path'
import { Person } from './tasks'

@Entity('settings')
export class Setting {
  @PrimaryColumn() name!: string
  @Column({ unique: true }) label!: string
  @Column({ default: '' }) value!: string
}

export const settingsWorld: World = {
  about: 'Settings have a name as primary key, and a label that is unique as well. They belong to nothing.',
  entities: [Setting, Person],
  watched: [
    { row: 'setting', table: 'settings', target: Setting, ids: ['colour', 'size', 'weight'] },
    { row: 'person', table: 'people', target: Person, ids: [1] },
  ],
  fill: ({ manager }) =>
    manager.insert(Setting, [
      { name: 'colour', label: 'Colour', value: 'red' },
      { name: 'size', label: 'Size', value: 'small' },
    ]),
}
