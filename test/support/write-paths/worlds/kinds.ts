import {
  ChildEntity,
  Column,
  Entity,
  ManyToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  TableInheritance,
  ViewColumn,
  ViewEntity,
} from 'typeorm'
import type { World } from '../write-path'

@Entity('seats')
export class Seat {
  @PrimaryColumn() hall!: number
  @PrimaryColumn() place!: number
  @Column({ default: false }) taken!: boolean
}

@Entity('devices')
export class Device {
  @PrimaryGeneratedColumn('uuid') id!: string
  @Column({ default: '' }) name!: string
}

@Entity('albums')
export class Album {
  @PrimaryGeneratedColumn() id!: number
}

@Entity('media')
@TableInheritance({ column: { type: 'varchar', name: 'type' } })
export class Medium {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) title!: string
}

@ChildEntity()
export class Photo extends Medium {
  @ManyToOne(() => Album, { nullable: true }) album!: Album | null
}

@ChildEntity()
export class Video extends Medium {
  @Column({ default: 0 }) seconds!: number
}

@ViewEntity('free_seats', {
  expression: (dataSource) =>
    dataSource.createQueryBuilder().select('seat.hall', 'hall').from(Seat, 'seat').where('seat.taken = false'),
  dependsOn: [Seat],
})
export class FreeSeat {
  @ViewColumn() hall!: number
}

export const firstDevice = '0b9c6f0e-3c1f-4b52-9d3a-5f0c1f0a7e01'
export const secondDevice = '0b9c6f0e-3c1f-4b52-9d3a-5f0c1f0a7e02'

export const kindsWorld: World = {
  about:
    'Seats have two primary columns, devices a UUID. Photos and videos are media in one table; photo 1 belongs to album ' +
    '1, medium 2 is a video. The view lists free seats.',
  entities: [Seat, Device, Album, Medium, Photo, Video, FreeSeat],
  watched: [
    {
      row: 'seat',
      table: 'seats',
      target: Seat,
      ids: [
        { hall: 1, place: 1 },
        { hall: 1, place: 2 },
        { hall: 2, place: 1 },
        { hall: 2, place: 2 },
      ],
    },
    { row: 'device', table: 'devices', target: Device, ids: [firstDevice, secondDevice] },
    { row: 'album', table: 'albums', target: Album, ids: [1, 2] },
    { row: 'medium', table: 'media', target: Medium, ids: [1, 2, 3] },
  ],
  views: { 'the view of free seats': { part: FreeSeat, reads: ['seats'] } },
  fill: async ({ manager }) => {
    await manager.insert(Seat, [
      { hall: 1, place: 1 },
      { hall: 1, place: 2 },
      { hall: 2, place: 1 },
    ])
    await manager.insert(Device, { id: firstDevice, name: 'lamp' })
    await manager.save(Album, [{}, {}])
    await manager.insert(Photo, { title: 'tree', album: { id: 1 } })
    await manager.insert(Video, { title: 'sea' })
  },
}
