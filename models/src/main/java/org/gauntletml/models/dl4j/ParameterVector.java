package org.gauntletml.models.dl4j;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UTFDataFormatException;
import org.bytedeco.javacpp.indexer.Bfloat16Indexer;
import org.bytedeco.javacpp.indexer.HalfIndexer;
import org.gauntletml.models.BadInput;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Reads the parameters of a saved network: two buffers, each with a header of allocation mode,
 * length and type, in big-endian order. The first holds shape and strides, which a vector does not
 * need and a stranger may have bent; only the second is believed.
 */
final class ParameterVector {
  private static final long LONGEST_SHAPE = 100;

  private record Header(long length, DataType type) {
    long bytes() {
      return Math.multiplyExact(length, (long) Math.max(1, type.width()));
    }
  }

  private ParameterVector() {}

  /**
   * @param who named in errors
   * @param limit most bytes to make room for
   * @return {@code [1, n]}, or null if the stream is empty
   * @throws BadInput if this is not a parameter vector, or is longer than the limit
   */
  static @Nullable INDArray read(String who, DataInputStream in, long limit) throws IOException {
    in.mark(1);
    if (in.read() < 0) {
      return null;
    }
    in.reset();
    try {
      Header shape = header(in);
      if (shape.length > LONGEST_SHAPE) {
        throw damaged(who);
      }
      in.skipNBytes(shape.bytes());
      Header data = header(in);
      if (data.bytes() > limit) {
        throw BadInput.of(who, "at most " + limit + " bytes of parameters", data.bytes())
            .hint("This much cannot come from so small a file unless it is crafted");
      }
      return data.length == 0 ? null : values(who, in, data);
    } catch (EOFException | UTFDataFormatException | ArithmeticException bad) {
      throw damaged(who);
    }
  }

  private static Header header(DataInputStream in) throws IOException {
    String mode = in.readUTF();
    boolean intLength = mode.equals("DIRECT") || mode.equals("HEAP") || mode.equals("JAVACPP");
    long length = intLength ? in.readInt() : in.readLong();
    String type = in.readUTF();
    for (DataType known : DataType.values()) {
      if (known.name().equals(type) && length >= 0) {
        return new Header(length, known);
      }
    }
    throw new UTFDataFormatException(type);
  }

  private static INDArray values(String who, DataInputStream in, Header data) throws IOException {
    INDArray values =
        switch (data.type) {
          case FLOAT, DOUBLE, HALF, BFLOAT16 -> Nd4j.createUninitialized(data.type, 1, data.length);
          default -> throw BadInput.of(who, "floating-point parameters", data.type);
        };
    for (long i = 0; i < data.length; i++) {
      switch (data.type) {
        case DOUBLE -> values.data().put(i, in.readDouble());
        case FLOAT -> values.data().put(i, in.readFloat());
        case HALF -> values.data().put(i, HalfIndexer.toFloat(in.readUnsignedShort()));
        default -> values.data().put(i, Bfloat16Indexer.toFloat(in.readUnsignedShort()));
      }
    }
    return values;
  }

  private static BadInput damaged(String who) {
    return BadInput.of(who, "the parameters of a network", "a damaged or foreign entry")
        .hint("Save the model again with ModelSerializer.writeModel");
  }
}
