/**
 * Connecting to NATS servers, by the optional package of its makers.
 *
 * @module
 */
import type { ConnectionOptions as NodeTlsOptions } from 'node:tls';
import type { Authenticator, ConnectionOptions, NatsConnection, TlsOptions } from '@nats-io/transport-node';
import { SyntalosError, messageOf } from '../../errors.ts';
import type { Answer, Bus } from './bus.ts';
import { readCredentials, type Credentials } from './credentials.ts';
import { createNatsWire } from './nats-wire.ts';
import { identityOf } from './server-identity.ts';

/** How long the first connection may take, in ms. */
const CONNECT_LIMIT_MSEC = 5_000;
/** A broken connection is tried anew this often, in ms: an end that is away for seconds counts as gone. */
const RECONNECT_MSEC = 200;

/** Where the servers are, and who asks. */
export interface ConnectOptions {
  /** Such as `nats://10.0.0.1:4222`; of several, any. */
  readonly servers: readonly string[];
  /** A file that says who this is; see the guide `docs/several-machines.md`. */
  readonly credentials?: string | undefined;
  /** What the server lists the connection as. */
  readonly name: string;
}

/**
 * Connects to one of the servers.
 *
 * @throws `ERR_SYNTALOS_MISSING_DEPENDENCY` - without the optional package; `ERR_SYNTALOS_MACHINE` - when no server
 *   can be reached or none lets it in; `ERR_SYNTALOS_STORAGE` - when the credentials cannot be read
 */
export async function connectBus(options: ConnectOptions): Promise<Bus> {
  const { servers, credentials, name } = options;
  const nats = await loadPackage();
  const known = credentials === undefined ? undefined : await readCredentials(credentials);
  try {
    const connection = await nats.connect({
      ...authenticationOf(nats, known),
      ...tlsOf(servers, known),
      servers: [...servers],
      name,
      timeout: CONNECT_LIMIT_MSEC,
      maxReconnectAttempts: -1,
      reconnectTimeWait: RECONNECT_MSEC,
      reconnectJitter: RECONNECT_MSEC / 2,
    });
    return new NatsBus(nats, connection);
  } catch (cause) {
    const remedy =
      known === undefined && /authori[sz]ation/i.test(messageOf(cause))
        ? '; it wants credentials: name their file'
        : '; check its address and that nats-server runs there';
    throw new SyntalosError(
      'ERR_SYNTALOS_MACHINE',
      `Cannot connect to ${servers.join(', ')}: ${messageOf(cause)}${remedy}`,
      { cause },
    );
  }
}

type NatsPackage = typeof import('@nats-io/transport-node');

async function loadPackage(): Promise<NatsPackage> {
  try {
    return await import('@nats-io/transport-node');
  } catch (cause) {
    throw new SyntalosError(
      'ERR_SYNTALOS_MISSING_DEPENDENCY',
      'Cannot use several machines: the optional package "@nats-io/transport-node" is not installed, install it by "npm install @nats-io/transport-node"',
      { cause, details: { package: '@nats-io/transport-node' } },
    );
  }
}

function authenticationOf(nats: NatsPackage, known: Credentials | undefined): Partial<ConnectionOptions> {
  if (known === undefined) return {};
  const authenticator = authenticatorOf(nats, known);
  return authenticator === undefined ? {} : { authenticator };
}

/** Options of TLS, where it is wanted: with them a server that has none is refused. */
function tlsOf(servers: readonly string[], known: Credentials | undefined): Partial<ConnectionOptions> {
  if (known?.tls === undefined && !servers.some((server) => server.startsWith('tls:'))) return {};
  // The client passes on what it does not know.
  const tls: TlsOptions & Pick<NodeTlsOptions, 'checkServerIdentity'> = {
    ...known?.tls,
    checkServerIdentity: identityOf(servers),
  };
  return { tls };
}

function authenticatorOf(nats: NatsPackage, known: Credentials): Authenticator | undefined {
  switch (known.kind) {
    case 'creds':
      return nats.credsAuthenticator(known.bytes);
    case 'nkey':
      return nats.nkeyAuthenticator(known.seed);
    case 'token':
      return nats.tokenAuthenticator(known.token);
    case 'user':
      return nats.usernamePasswordAuthenticator(known.user, known.password);
    case 'none':
      return undefined;
  }
}

class NatsBus implements Bus {
  readonly wire: Bus['wire'];
  readonly #nats: NatsPackage;
  readonly #connection: NatsConnection;

  constructor(nats: NatsPackage, connection: NatsConnection) {
    this.#nats = nats;
    this.#connection = connection;
    this.wire = createNatsWire(connection);
  }

  get server(): Bus['server'] {
    const { info } = this.#connection;
    return {
      version: info?.version ?? '',
      name: info?.server_name ?? '',
      maxPayloadBytes: this.wire.maxPayloadBytes,
    };
  }

  async ask(subject: string, question: Uint8Array, limitMsec: number): Promise<Answer> {
    try {
      const { data } = await this.#connection.request(subject, question, { timeout: limitMsec });
      return data;
    } catch (error) {
      const isEmpty =
        error instanceof this.#nats.NoRespondersError ||
        (error instanceof this.#nats.RequestError && error.isNoResponders());
      return isEmpty ? 'nobody' : 'silent';
    }
  }

  async askAll(subject: string, question: Uint8Array, windowMsec: number): Promise<readonly Uint8Array[]> {
    const answers: Uint8Array[] = [];
    try {
      const all = await this.#connection.requestMany(subject, question, {
        strategy: 'timer',
        maxWait: windowMsec,
      });
      for await (const { data } of all) answers.push(data);
    } catch {
      // Nobody is there.
    }
    return answers;
  }

  answer(
    subject: string,
    handler: (question: Uint8Array) => Uint8Array | undefined,
    queue?: string,
  ): () => void {
    const subscription = this.#connection.subscribe(subject, {
      ...(queue === undefined ? {} : { queue }),
      callback: (error, message) => {
        const answer = error === null ? handler(message.data) : undefined;
        if (answer !== undefined) message.respond(answer);
      },
    });
    return () => {
      if (!this.#connection.isClosed()) subscription.unsubscribe();
    };
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }
}
