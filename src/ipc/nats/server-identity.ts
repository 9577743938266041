/**
 * Whether a server of TLS is one of those that are named.
 *
 * @module
 */
import { checkServerIdentity, type PeerCertificate } from 'node:tls';

/**
 * A check of a server's certificate, as `tls.connect` takes it: it must be for one of `servers`, or for the name that is
 * connected to.
 *
 * NATS's client gives a name only where a server is named by one. Of an address nothing was compared but "localhost",
 * which is what Node takes then.
 *
 * @param servers - such as `tls://10.0.0.1:4222`
 */
export function identityOf(
  servers: readonly string[],
): (name: string, certificate: PeerCertificate) => Error | undefined {
  const hosts = servers
    .filter((server) => URL.canParse(server))
    .map((server) => new URL(server).hostname.replace(/^\[(.*)\]$/, '$1'));
  return (name, certificate) => {
    // Another server of a cluster, which the first one has named.
    const names = name === 'localhost' ? hosts : [...hosts, name];
    const errors = names.map((each) => checkServerIdentity(each, certificate));
    return errors.includes(undefined) ? undefined : errors[0];
  };
}
