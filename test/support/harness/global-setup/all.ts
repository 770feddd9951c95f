import { redis, postgres, mariaDb, shareServers } from './share-servers'

export default (): Promise<void> => shareServers(redis, postgres, mariaDb)
