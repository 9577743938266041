#!/usr/bin/env node
/**
 * What `syntalos-mlink` starts with: CommonJS, as Node has read its first file with libuv's threads before an ES
 * module of it runs, and their number cannot be changed any more.
 *
 * A camera or a network stream keeps one of those threads while it waits for a frame; with libuv's four, four silent
 * cameras kept every recorder of the run from its disk.
 */
process.env['UV_THREADPOOL_SIZE'] ??= '32';
// The encoder of AV1 fills the terminal with what it is set to; its errors stay. It reads the environment of the process,
// which only this thread can change.
process.env['SVT_LOG'] ??= '1';
void import('./main.ts');
