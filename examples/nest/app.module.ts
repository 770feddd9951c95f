import { Module } from '@nestjs/common'
import { TypeOrmModule } from '@nestjs/typeorm'
import { Alkey, MemoryTokenStore } from 'typeorm-alkey'
import { AlkeyModule, alkeyTypeOrm } from 'typeorm-alkey/nestjs'
import { Comment, Post } from './entities.js'
import { HealthController } from './health.controller.js'
import { PostsController } from './posts.controller.js'
import { PostsService } from './posts.service.js'

const { DATABASE_URL: url, REDIS_URL: redis, NAMESPACE: namespace } = process.env

/** Without servers, all of it is in this process. */
const database = url ? ({ type: 'postgres', url } as const) : ({ type: 'sqljs' } as const)

@Module({
  imports: [
    AlkeyModule.forRoot({ ...(redis ? { redis } : { store: new MemoryTokenStore() }), namespace }),
    TypeOrmModule.forRootAsync({
      inject: [Alkey],
      useFactory: (alkey: Alkey) => ({
        ...database,
        entities: [Post, Comment],
        synchronize: true,
        ...alkeyTypeOrm(alkey),
      }),
    }),
    TypeOrmModule.forFeature([Post, Comment]),
  ],
  controllers: [PostsController, HealthController],
  providers: [PostsService],
})
export class AppModule {}
