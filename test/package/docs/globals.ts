/** What the documentation takes for granted in snippets that are part of a program; they may define it anew. */
export const globals = `
declare class User { id: number; name: string; lastSeenAt: Date }
declare class Order { id: number; tenantId: number; status: string; customer: User }
declare class OrderLine { orderId: number; line: number }
declare class Product { id: number }
declare class Tenant { id: number }
declare class Settings { tenant: string; theme: string }
declare class Task { id: number; title: string; views: number }
declare class Project { id: number }

declare const Alkey: typeof import('typeorm-alkey').Alkey
declare const MemoryTokenStore: typeof import('typeorm-alkey').MemoryTokenStore
declare const GLOBAL: typeof import('typeorm-alkey').GLOBAL
declare const literal: typeof import('typeorm-alkey').literal
declare const ref: typeof import('typeorm-alkey').ref
declare const scope: typeof import('typeorm-alkey').scope
declare const DataSource: typeof import('typeorm').DataSource

declare const alkey: import('typeorm-alkey').Alkey
declare const dataSource: import('typeorm').DataSource
declare const manager: import('typeorm').EntityManager
declare const queryRunner: import('typeorm').QueryRunner
declare const redis: import('ioredis').Redis
declare const keyv: import('keyv').Keyv
declare const cache: import('cache-manager').Cache

declare const key: string
declare const load: () => Promise<string>
declare const renderDashboard: (id: number) => Promise<string>
declare const server: import('node:http').Server
declare const response: { setHeader(name: string, value: string): void }
`
