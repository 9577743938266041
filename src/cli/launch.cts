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
// Eight seconds into a run V8 would collect at once, in every thread, what their start has left, and take both cores
// of a small machine for some 50 ms: analyses at 60/s were 20 ms late. It still collects what a thread allocates.
process.getBuiltinModule('node:v8').setFlagsFromString('--no-memory-reducer');
void import('./main.ts');
