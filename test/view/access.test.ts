import { isOwnRequest, isSameSecret, isToken, newToken, type ListenAddress } from '#src/view/access';
import { test } from 'tap';

const LOCAL: ListenAddress = { host: '127.0.0.1', port: 8017, machine: 'rig-3' };
const OPEN: ListenAddress = { host: '0.0.0.0', port: 8017, machine: 'rig-3' };

test('a token is long, of the alphabet of addresses, and never the same', (t) => {
  const tokens = Array.from({ length: 100 }, newToken);
  t.equal(new Set(tokens).size, 100);
  for (const token of tokens) t.match(token, /^[\w-]{22}$/);
  t.ok(isToken(tokens[0]));
  for (const other of [undefined, '', 'short', `${tokens[0]!}x`, 7]) t.notOk(isToken(other), String(other));
  t.end();
});

test('a secret is the same only if all of it is', (t) => {
  t.ok(isSameSecret('abc', 'abc'));
  for (const given of ['', 'abd', 'ab', 'abcd', 'ABC']) t.notOk(isSameSecret(given, 'abc'), given);
  t.end();
});

test('a request for this machine alone needs one of its own names, and its own page', (t) => {
  const cases: readonly (readonly [string | undefined, string | undefined, boolean])[] = [
    ['127.0.0.1:8017', undefined, true],
    ['localhost:8017', 'http://localhost:8017', true],
    ['127.0.0.1:8017', 'http://127.0.0.1:8017', true],
    ['[::1]:8017', undefined, true],
    [undefined, undefined, false],
    ['127.0.0.1:8018', undefined, false],
    ['127.0.0.1', undefined, false],
    ['evil.example:8017', 'http://evil.example:8017', false],
    ['127.0.0.1:8017', 'http://evil.example', false],
    ['127.0.0.1:8017', 'https://127.0.0.1:8017', false],
    ['127.0.0.1:8017', 'null', false],
    ['192.168.1.20:8017', undefined, false],
    ['127.0.0.1:8017.evil.example', undefined, false],
    ['', undefined, false],
  ];
  for (const [host, origin, isOwn] of cases) {
    t.equal(isOwnRequest({ host, origin }, LOCAL), isOwn, `${String(host)} from ${String(origin)}`);
  }
  t.end();
});

test('a page for other machines is reached by addresses and by the name of this one, not by any name', (t) => {
  for (const host of ['192.168.1.20:8017', '[fe80::1]:8017', 'rig-3:8017', 'RIG-3:8017', 'localhost:8017']) {
    t.ok(isOwnRequest({ host, origin: `http://${host}` }, OPEN), host);
  }
  for (const host of ['evil.example:8017', '1.2.3.4.evil.example:8017']) {
    t.notOk(isOwnRequest({ host, origin: `http://${host}` }, OPEN), host);
  }
  t.end();
});
