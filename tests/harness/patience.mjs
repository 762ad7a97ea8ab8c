// SPDX-License-Identifier: Apache-2.0
// tests/harness/patience.mjs: how slow the server of this run is, because something watches it

export const VALGRIND = process.env.MYA_VALGRIND === '1';
export const SANITIZED = process.env.MYA_SANITIZED === '1';
export const SLOW = VALGRIND || SANITIZED;

// By how much a limit grows that is there to end a test that hangs.
export const PATIENCE = VALGRIND ? 20 : SANITIZED ? 4 : 1;
