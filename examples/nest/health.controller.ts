import { Controller, Get } from '@nestjs/common'
import { type AlkeyHealth, AlkeyHealthIndicator } from 'typeorm-alkey/nestjs'

/** With `@nestjs/terminus` it is one of the indicators of `HealthCheckService`. */
@Controller('health')
export class HealthController {
  constructor(private readonly alkey: AlkeyHealthIndicator) {}

  @Get()
  health(): Record<'alkey', AlkeyHealth> {
    return this.alkey.isHealthy('alkey', { whenUnavailable: 'up' })
  }
}
