// A test of somebody who has installed the package and uses Jest with ts-jest.
import { Column, DataSource, Entity, PrimaryGeneratedColumn } from 'typeorm'
import { Alkey, AlkeyError, MemoryTokenStore, UnknownEntityError, ref } from 'typeorm-alkey'
import { tokenStoreContract } from 'typeorm-alkey/testing'

@Entity('users')
class User {
  @PrimaryGeneratedColumn() id!: number
  @Column() name!: string
}

class Stranger {
  id = 1
}

describe.each([
  ['memory', () => ({ store: new MemoryTokenStore() })],
  ['Redis', () => ({ redis: process.env['REDIS_URL'], namespace: process.env['NAMESPACE'] })],
])('with tokens in %s', (_name, options) => {
  const alkey = new Alkey(options())
  const dataSource = new DataSource({
    type: 'postgres',
    url: process.env['DATABASE_URL'] ?? '',
    entities: [User],
    synchronize: true,
    subscribers: [alkey.subscriber],
  })

  beforeAll(async () => {
    await dataSource.initialize()
    alkey.attach(dataSource)
  })

  afterAll(async () => {
    await dataSource.destroy()
    await alkey.close()
  })

  it('changes the key of a row that is saved', async () => {
    const user = await dataSource.manager.save(User, { name: 'Ann' })
    const key = await alkey.keyGenerator(ref(User, user.id))
    expect(await alkey.keyGenerator(ref(User, { id: user.id }))).toBe(key)
    await dataSource.manager.save(User, { id: user.id, name: 'Anne' })
    expect(await alkey.keyGenerator(ref(User, user.id))).not.toBe(key)
  })

  it('throws errors that are instances of the exported classes', async () => {
    const refused = alkey.keyGenerator(ref(Stranger, 1))
    await expect(refused).rejects.toBeInstanceOf(UnknownEntityError)
    await expect(refused).rejects.toBeInstanceOf(AlkeyError)
  })
})

describe('the memory store', () => {
  it.each(tokenStoreContract(() => new MemoryTokenStore()))('$name', ({ run }) => run())
})
