import { redis, postgres, shareServers } from './share-servers'

export default (): Promise<void> => shareServers(redis, postgres)
