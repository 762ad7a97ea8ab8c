/* SPDX-License-Identifier: Apache-2.0 */
/* base/crypt.h: hashes of passwords that a company's tables already hold (crypt(3)) */
#ifndef MYA_BASE_CRYPT_H
#define MYA_BASE_CRYPT_H

/* Is HASH of a kind that is still good enough to be asked: bcrypt, yescrypt, SHA-512 or SHA-256
 * crypt? DES, MD5, {SHA}, plain text, "" and NULL are not, nor is one that was cut off or would
 * take minutes to compute. */
int mya_crypt_reads(const char *hash);

/* Is HASH, of a kind that we read, of SECRET? bcrypt sees only its first 72 bytes:
 * a longer one is not, for what stands behind them could be anything. */
int mya_crypt_verify(const char *hash, const char *secret);

#endif
