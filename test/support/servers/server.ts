/** A server that the test owns: it may be stopped, killed and started again. */
export interface Server {
  readonly url: string
  readonly port: number
  /** Where its files are. Start a new server with the same `port` and `dir` to bring a killed one back. */
  readonly dir: string
  /** Undefined when the server runs in a container. */
  readonly pid: number | undefined
  /** Where the server comes from, for people to read. */
  readonly source: string
  /** Ends the server and removes `dir`. Does nothing the second time. */
  stop(): Promise<void>
  /** Resolves when the server has ended; for SIGSTOP and SIGCONT as soon as the signal is sent. Leaves `dir` alone. */
  kill(signal: NodeJS.Signals): Promise<void>
}

export interface StartOptions {
  /** Defaults to a free port. */
  readonly port?: number
  /** Defaults to a new temporary directory. */
  readonly dir?: string
  /** More arguments for the server's command line, after the ones of this module. */
  readonly args?: readonly string[]
}

/** One way to get a server. */
export interface Source {
  readonly name: string
  /** What a person can do when this source fails. */
  readonly help: string
  start(options: StartOptions): Promise<Server>
}
