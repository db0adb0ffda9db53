package org.gauntletml.models.graph.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class BuffersTest {
  @Test
  void onlyWhatWasGivenBackIsTakenAgain() {
    Buffers buffers = new Buffers();
    INDArray first = buffers.take(DataType.FLOAT, 2, 3);
    INDArray second = buffers.take(DataType.FLOAT, 2, 3);
    assertThat(second).isNotSameAs(first);
    buffers.give(first);
    assertThat(buffers.take(DataType.FLOAT, 3, 2)).isNotSameAs(first);
    assertThat(buffers.take(DataType.BOOL, 2, 3)).isNotSameAs(first);
    assertThat(buffers.take(DataType.FLOAT, 2, 3)).isSameAs(first);
    assertThat(buffers.take(DataType.FLOAT, 2, 3)).isNotSameAs(first).isNotSameAs(second);
    buffers.close();
    buffers.close();
    assertThat(first.wasClosed()).isTrue();
    assertThat(second.wasClosed()).isTrue();
  }
}
