// Builds the iceoryx2 addon and puts it where src/ipc/iceoryx2/addon/native.ts looks for it.
//
// Needs Rust (cargo) and a C linker; nothing else on Linux: iceoryx2 uses the libc crate there,
// so neither clang nor libclang is called.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, renameSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const crate = new URL('../native/', import.meta.url);
// The platforms with an addon are those that have a package for it.
const platform = `${process.platform}-${process.arch}-gnu`;
if (!existsSync(new URL(`npm/${platform}`, crate))) {
  console.error(
    `Cannot build the addon for ${process.platform}-${process.arch}: only Linux on x64 and arm64`,
  );
  process.exit(1);
}

const extra = process.argv.slice(2);
const cargo = spawnSync('cargo', ['build', '--release', '--locked', ...extra], {
  cwd: fileURLToPath(crate),
  stdio: 'inherit',
});
if (cargo.error !== undefined) {
  console.error(`Cannot run cargo: ${cargo.error.message}; install Rust first`);
  process.exit(1);
}
if (cargo.status !== 0) process.exit(cargo.status ?? 1);

const targetDir = process.env.CARGO_TARGET_DIR ?? fileURLToPath(new URL('target', crate));
const library = `${targetDir}/release/libsyntalos_mlink_native.so`;
if (!existsSync(library)) {
  console.error(`Cannot find ${library}: cargo put its output elsewhere`);
  process.exit(1);
}
const addon = fileURLToPath(new URL(`syntalos-mlink-native.${platform}.node`, crate));
// Where `npm pack` of the prebuilt package looks for it.
const packaged = fileURLToPath(new URL(`npm/${platform}/syntalos-mlink-native.${platform}.node`, crate));
for (const path of [addon, packaged]) {
  // Renamed into place: a process that has the old file mapped keeps it intact.
  copyFileSync(library, `${path}.new`);
  renameSync(`${path}.new`, path);
}
console.log(addon);
