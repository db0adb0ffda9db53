package org.gauntletml.models.http;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The first half of the SHA-256 of an input and of whom it is put to.
 *
 * @param high first eight bytes
 * @param low the eight behind them
 */
record Fingerprint(long high, long low) {
  /**
   * Of one input.
   *
   * @param asked who is asked for what, of which the answer depends
   */
  static Fingerprint of(String asked, float[] row) {
    ByteBuffer values =
        ByteBuffer.allocate(row.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    values.asFloatBuffer().put(row);
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(asked.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      ByteBuffer hash = ByteBuffer.wrap(digest.digest(values.array()));
      return new Fingerprint(hash.getLong(), hash.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
