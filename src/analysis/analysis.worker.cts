/**
 * What piscina loads in a pool thread: CommonJS, as it requires its file before it tries to import it. Node 20
 * aborts the process where a thread ends while it requires an ES module ("IsGraphAsync must be used on an
 * instantiated module"), as threads do whose analysis is closed while they start. Importing one has no such hole.
 */
module.exports = {
  // A promise, which piscina takes, too: tasks wait for the program to be loaded.
  runTask: import('./analysis-thread.ts').then(({ runTask }) => runTask),
};
