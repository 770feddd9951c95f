import 'reflect-metadata'
import ts from 'typescript'
import { Alkey, ClosedError, InvalidOptionError, InvalidPartError, MemoryTokenStore } from '../../../src'
import { type CachedDecorator, CachedMethods } from '../../../src/values/cached-methods'

// Decorated methods, and how their values are named.

const alkey = new Alkey({ store: new MemoryTokenStore(), logger: false })
/** What was asked for, in place of what `computed` would give. */
const asked: { name: string | undefined; parts: readonly unknown[] }[] = []

beforeEach(() => {
  asked.length = 0
})

afterAll(() => alkey.close())

describe.each<[string, boolean]>([
  ['experimentalDecorators', true],
  ['standard decorators', false],
])('with %s', (_, isExperimental) => {
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- who writes the source knows what it gives
  const compile = <Result>(source: string, by: Alkey['cached']): Result => compiled(source, by, isExperimental)
  const names = (): unknown[] => asked.map(({ name, parts }) => [name, ...parts])
  /** Has the names of values told, and loads each. */
  const cached: Alkey['cached'] = (options) => {
    const { decorator } = recording()
    return decorator(options ?? {})
  }

  test('values are named by class, method and arguments', async () => {
    const { Shop } = compile<{ Shop: new () => { of(id: number, by?: string): Promise<string> } }>(
      `class Shop { @cached() async of(id, by) { return id + (by ?? this.constructor.name) } }; return { Shop }`,
      cached,
    )
    expect(await new Shop().of(1)).toBe('1Shop')
    expect(await new Shop().of(2, 'alkey:users#1')).toBe('2alkey:users#1')
    expect(names()).toEqual([
      ['Shop.of', 1],
      ['Shop.of', 2, expect.objectContaining({ value: 'alkey:users#1' })],
    ])
  })

  test('a static method is another one', async () => {
    const { Shop } = compile<{ Shop: { all(): Promise<string> } & (new () => { all(): Promise<string> }) }>(
      `class Shop { @cached() static async all() { return 'static' } @cached() async all() { return 'own' } }; return { Shop }`,
      cached,
    )
    expect([await Shop.all(), await new Shop().all()]).toEqual(['static', 'own'])
    expect(names()).toEqual([['Shop.static all'], ['Shop.all']])
  })

  test('a method that is inherited, and one that calls it, are others', async () => {
    const { Fruit, Tea } = compile<Record<'Fruit' | 'Tea', new () => { all(): Promise<string> }>>(
      `class Base { @cached() async all() { return this.constructor.name } }
       class Fruit extends Base {}
       class Tea extends Base { @cached() async all() { return 'all ' + await super.all() } }; return { Fruit, Tea }`,
      cached,
    )
    expect([await new Fruit().all(), await new Tea().all()]).toEqual(['Fruit', 'all Tea'])
    expect(names()).toEqual([['Fruit Base.all'], ['Tea.all'], ['Tea Base.all']])
  })

  test('a symbol may name it', async () => {
    const { shop, list } = compile<{ shop: Record<symbol, () => Promise<string>>; list: symbol }>(
      `const list = Symbol('list'); class Shop { @cached() async [list]() { return 'listed' } }; return { shop: new Shop(), list }`,
      cached,
    )
    expect(await shop[list]?.()).toBe('listed')
    expect(names()).toEqual([['Shop.Symbol(list)']])
  })

  test('two classes of one name are told apart by the option name, or refused', async () => {
    const one = `class Shop { @cached() async all() { return 1 } }; return new Shop()`
    type HasAll = { all(): Promise<number> }
    const decorator = recording()
    const shared: Alkey['cached'] = (options) => decorator.decorator(options ?? {})
    const [first, second] = [compile<HasAll>(one, shared), compile<HasAll>(one, shared)]
    const named = compile<HasAll>(one.replace('cached()', "cached({ name: 'other shop' })"), shared)
    expect(await first.all()).toBe(1)
    await expect(second.all()).rejects.toThrow(InvalidOptionError)
    expect(await named.all()).toBe(1)
    expect(names()).toEqual([['Shop.all'], ['other shop']])
  })

  test('name, length and metadata stay', () => {
    const { Shop } = compile<{ Shop: { prototype: { of: (id: number, by: string) => unknown } } }>(
      `const noted = (method) => { Reflect.defineMetadata('role', 'admin', typeof method === 'function' ? method : undefined) }
       const legacy = (target, key, descriptor) => Reflect.defineMetadata('role', 'admin', descriptor.value)
       const note = (...args) => args.length === 3 ? legacy(...args) : noted(...args)
       class Shop { @cached() @note async of(id, by) { return 1 } }; return { Shop }`,
      cached,
    )
    const { of } = Shop.prototype
    expect([of.name, of.length, Reflect.getMetadata('role', of)]).toEqual(['of', 2, 'admin'])
  })

  test('an argument that is no part is refused by a rejection', async () => {
    const shop = compile<{ of(by: unknown): Promise<number> }>(
      `class Shop { @cached({ name: 'by ${isExperimental}' }) async of(by) { return 1 } }; return new Shop()`,
      (options) => alkey.cached(options),
    )
    await expect(shop.of(() => 1)).rejects.toThrow(InvalidPartError)
  })

  test('what is no method is refused', () => {
    expect(() => compile(`class Shop { @cached() get all() { return 1 } }; return Shop`, cached)).toThrow(
      InvalidOptionError,
    )
  })
})

// With the other ones the compiler gives it a name.
test('a class without a name needs one', async () => {
  const { decorator } = recording()
  const source = `return new (class { @cached() async all() { return 1 } })()`
  const shop = compiled<{ all(): Promise<number> }>(source, (options) => decorator(options ?? {}), false)
  await expect(shop.all()).rejects.toThrow(/^The cached method all is of a class without a name/)
})

test('a private method may be cached', async () => {
  const { decorator } = recording()
  const shop = compiled<{ all(): Promise<number> }>(
    `class Shop { @cached() async #all() { return 1 }; all() { return this.#all() } }; return new Shop()`,
    (options) => decorator(options ?? {}),
    false,
  )
  expect(await shop.all()).toBe(1)
  expect(asked.map(({ name }) => name)).toEqual(['Shop.#all'])
})

test('options are checked where the method is decorated', () => {
  expect(() => alkey.cached({ ttl: -1 })).toThrow(InvalidOptionError)
  expect(() => alkey.cached({ manager: {} } as object)).toThrow(/^cached\(\) takes no manager/)
})

test('it may be declared before anything is attached, and says so when the Alkey was closed', async () => {
  const closed = new Alkey({ store: new MemoryTokenStore(), logger: false })
  class Shop {
    @closed.cached({ ttl: '1h' })
    async all(): Promise<number> {
      return Promise.resolve(1)
    }
  }
  expect(await new Shop().all()).toBe(1)
  await closed.close()
  await expect(new Shop().all()).rejects.toThrow(ClosedError)
})

/** A decorator that notes what is asked of `computed`, and loads. */
function recording(): { readonly decorator: (options: object) => CachedDecorator } {
  const methods = new CachedMethods((parts, load, { name }) => {
    asked.push({ name, parts })
    return Promise.resolve(load())
  })
  return { decorator: (options) => methods.decorator(options) }
}

/** Runs the text of a function's body, in which `cached` is the decorator. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- as above
function compiled<Result>(source: string, cached: Alkey['cached'], experimentalDecorators: boolean): Result {
  const { outputText } = ts.transpileModule(`function program(cached) { ${source} }`, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, experimentalDecorators },
  })
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- standard decorators can't stand beside the other ones
  const run = new Function('cached', `${outputText}; return program(cached)`) as (cached: Alkey['cached']) => Result
  return run(cached)
}
