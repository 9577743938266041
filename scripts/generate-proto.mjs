// Turns proto/control.proto into the descriptor that src/ipc/embedded encodes with.
import { readFileSync, writeFileSync } from 'node:fs';
import protobuf from 'protobufjs';

const proto = readFileSync(new URL('../proto/control.proto', import.meta.url), 'utf8');
const descriptor = protobuf.parse(proto, { keepCase: false }).root.toJSON();
writeFileSync(
  new URL('../src/ipc/generated/control-descriptor.ts', import.meta.url),
  `// Made from proto/control.proto by \`npm run proto\`: do not edit.\nimport type { INamespace } from 'protobufjs/light.js';\n\nexport const controlDescriptor: INamespace = ${JSON.stringify(descriptor, (key, value) => (key === 'protoName' ? undefined : value), 2)};\n`,
);
