package org.gauntletml.models.dl4j;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.CnnToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.ComposableInputPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToCnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;
import org.deeplearning4j.preprocessors.KerasFlattenRnnPreprocessor;
import org.deeplearning4j.preprocessors.PermutePreprocessor;
import org.deeplearning4j.preprocessors.ReshapePreprocessor;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Shape;

/**
 * The reshaping between layers of different kinds. Time steps become rows step by step: row {@code
 * t*N + n} is step t of example n.
 */
final class PreProcessorTable {
  private interface Translator<P> {
    Flow translate(Scope s, P preProcessor, Flow x);
  }

  private static final Map<Class<? extends InputPreProcessor>, Translator<InputPreProcessor>>
      TABLE =
          Map.ofEntries(
              row(CnnToFeedForwardPreProcessor.class, (s, p, x) -> flatten(s, x)),
              row(KerasFlattenRnnPreprocessor.class, (s, p, x) -> flatten(s, x)),
              row(FeedForwardToCnnPreProcessor.class, PreProcessorTable::toImage),
              row(RnnToFeedForwardPreProcessor.class, PreProcessorTable::stepsToRows),
              row(FeedForwardToRnnPreProcessor.class, PreProcessorTable::rowsToSteps),
              row(RnnToCnnPreProcessor.class, PreProcessorTable::stepsToImages),
              row(CnnToRnnPreProcessor.class, PreProcessorTable::imagesToSteps),
              row(ReshapePreprocessor.class, PreProcessorTable::reshape),
              row(PermutePreprocessor.class, PreProcessorTable::permute),
              row(ComposableInputPreProcessor.class, PreProcessorTable::chain));

  private PreProcessorTable() {}

  static Set<Class<? extends InputPreProcessor>> kinds() {
    return TABLE.keySet();
  }

  /**
   * @throws Untranslatable if the preprocessor is of another kind
   */
  static Flow translate(Scope s, InputPreProcessor preProcessor, Flow x) {
    Translator<InputPreProcessor> translator = TABLE.get(preProcessor.getClass());
    if (translator == null) {
      throw s.refuse("its preprocessor " + preProcessor.getClass().getSimpleName() + " is unknown");
    }
    return translator.translate(s, preProcessor, x);
  }

  private static <P extends InputPreProcessor>
      Map.Entry<Class<? extends InputPreProcessor>, Translator<InputPreProcessor>> row(
          Class<P> kind, Translator<P> translator) {
    return Map.entry(kind, (s, p, x) -> translator.translate(s, kind.cast(p), x));
  }

  private static Flow flatten(Scope s, Flow x) {
    Node plain = x.plain(s.b());
    return plain.shape().rank() == 2 ? x : Flow.plain(s.b().flatten(plain));
  }

  private static Flow toImage(Scope s, FeedForwardToCnnPreProcessor p, Flow x) {
    return x.node().shape().rank() == 4
        ? x
        : reshape(s, x, p.getNumChannels(), p.getInputHeight(), p.getInputWidth());
  }

  private static Flow reshape(Scope s, Flow x, long... example) {
    return Flow.plain(s.b().reshape(x.plain(s.b()), Shape.batched(example)));
  }

  private static Flow stepsToRows(Scope s, RnnToFeedForwardPreProcessor p, Flow x) {
    return x.node().shape().rank() == 2
        ? x
        : Flow.plain(rows(s.b(), x.channelsFirst(s.b(), last(p.getRnnDataFormat()))));
  }

  private static Flow rowsToSteps(Scope s, FeedForwardToRnnPreProcessor p, Flow x) {
    return new Flow(steps(s.b(), x.plain(s.b())), last(p.getRnnDataFormat()));
  }

  private static Flow stepsToImages(Scope s, RnnToCnnPreProcessor p, Flow x) {
    GraphBuilder b = s.b();
    Node rows = rows(b, x.channelsFirst(b, last(p.getRnnDataFormat())));
    return Flow.plain(
        b.reshape(
            rows,
            Shape.of(
                rows.shape().dim(0), p.getNumChannels(), p.getInputHeight(), p.getInputWidth())));
  }

  private static Flow imagesToSteps(Scope s, CnnToRnnPreProcessor p, Flow x) {
    Node rows = s.b().flatten(x.plain(s.b()));
    return new Flow(steps(s.b(), rows), last(p.getRnnDataFormat()));
  }

  private static boolean last(RNNFormat format) {
    return format == RNNFormat.NWC;
  }

  /** {@code [N,C,T]} to {@code [T*N,C]}. */
  private static Node rows(GraphBuilder b, Node x) {
    long channels = x.shape().dim(1);
    long steps = x.shape().dim(2);
    return b.reshape(b.transpose(x, 2, 0, 1), Shape.of(-steps, channels));
  }

  /** {@code [T*N,C]} to {@code [N,C,T]}. */
  private static Node steps(GraphBuilder b, Node x) {
    long steps = -x.shape().dim(0);
    long channels = x.shape().dim(1);
    return b.transpose(b.reshape(x, Shape.of(steps, Shape.BATCH, channels)), 1, 2, 0);
  }

  private static Flow reshape(Scope s, ReshapePreprocessor p, Flow x) {
    long[] target = p.getTargetShape();
    long[] example =
        p.isHasMiniBatchDimension() ? Arrays.copyOfRange(target, 1, target.length) : target;
    return reshape(s, x, example);
  }

  private static Flow permute(Scope s, PermutePreprocessor p, Flow x) {
    int[] indices = p.getPermutationIndices();
    Node plain = x.plain(s.b());
    int rank = plain.shape().rank();
    int[] all = new int[rank];
    System.arraycopy(indices, 0, all, rank - indices.length, indices.length);
    return Flow.plain(s.b().transpose(plain, all));
  }

  private static Flow chain(Scope s, ComposableInputPreProcessor p, Flow x) {
    Flow y = x;
    for (InputPreProcessor part : p.getInputPreProcessors()) {
      y = translate(s, part, y);
    }
    return y;
  }
}
