export { type TokenStoreContractCase, tokenStoreContract } from './token-store-contract'
