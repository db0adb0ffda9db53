package org.gauntletml.models.data;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The number types that IDX and NPY files store. */
enum ElementType {
  U1(0x08, "u1", 1) {
    @Override
    double next(ByteBuffer from) {
      return from.get() & 0xff;
    }
  },
  I1(0x09, "i1", 1) {
    @Override
    double next(ByteBuffer from) {
      return from.get();
    }
  },
  I2(0x0b, "i2", 2) {
    @Override
    double next(ByteBuffer from) {
      return from.getShort();
    }
  },
  I4(0x0c, "i4", 4) {
    @Override
    double next(ByteBuffer from) {
      return from.getInt();
    }
  },
  I8(-1, "i8", 8) {
    @Override
    double next(ByteBuffer from) {
      return from.getLong();
    }
  },
  F4(0x0d, "f4", 4) {
    @Override
    double next(ByteBuffer from) {
      return from.getFloat();
    }
  },
  F8(0x0e, "f8", 8) {
    @Override
    double next(ByteBuffer from) {
      return from.getDouble();
    }
  };

  private final int idx; // -1 where IDX has no such type
  private final String npy;
  final int bytes;

  ElementType(int idx, String npy, int bytes) {
    this.idx = idx;
    this.npy = npy;
    this.bytes = bytes;
  }

  /** Reads one number. 64-bit integers beyond 2^53 lose their last digits. */
  abstract double next(ByteBuffer from);

  /** The type of an IDX file, by the third byte of its magic number. */
  static Optional<ElementType> ofIdx(int code) {
    return Arrays.stream(values()).filter(type -> type.idx == code).findFirst();
  }

  /** The type of an NPY file, by its descriptor without the byte order: {@code f4}. */
  static Optional<ElementType> ofNpy(String code) {
    return Arrays.stream(values()).filter(type -> type.npy.equals(code)).findFirst();
  }

  /** The NPY codes, for messages. */
  static String npyCodes() {
    return Arrays.stream(values()).map(type -> type.npy).collect(Collectors.joining(", "));
  }
}
