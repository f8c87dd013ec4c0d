// Where a runner listens: a unix socket, or a loopback port, which an SSH forward may carry to another machine.

export type RunnerAddress =
  | { readonly socketPath: string }
  | { readonly host: string; readonly port: number };
