import 'reflect-metadata'
import { NestFactory } from '@nestjs/core'
import { AppModule } from './app.module.js'

async function main(): Promise<void> {
  const app = await NestFactory.create(AppModule, { logger: ['warn', 'error'] })
  // Closes the Alkey when the process is asked to end.
  app.enableShutdownHooks()
  await app.listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1')
  console.log(`Open ${await app.getUrl()}/posts`)
}

void main()
