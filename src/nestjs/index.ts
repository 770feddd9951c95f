export { AlkeyCacheInterceptor } from './cache-interceptor'
export { AlkeyModule } from './alkey-module'
export { Cached, type CachedMethodDecorator, type CachedMethodOptions } from './cached'
export { type AlkeyHealth, AlkeyHealthIndicator, type AlkeyHealthOptions } from './health-indicator'
export { type HttpCacheDecoratorOptions, httpCacheDecorator as HttpCache } from './http-cache-decorator'
export { InjectAlkey, InjectKeyGenerator } from './inject'
export type {
  AlkeyModuleAsyncOptions,
  AlkeyModuleExtras,
  AlkeyModuleOptions,
  AlkeyOptionsFactory,
} from './module-options'
export type { HttpRequest } from './route'
export { getAlkeyToken, getKeyGeneratorToken } from './tokens'
export { type AlkeyTypeOrmOptions, alkeyTypeOrm } from './type-orm-options'
