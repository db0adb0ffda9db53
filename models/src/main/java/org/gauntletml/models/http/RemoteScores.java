package org.gauntletml.models.http;

import org.gauntletml.models.BadInput;
import org.gauntletml.models.Classifier;
import org.gauntletml.models.Floats;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.ModelDescription;
import org.gauntletml.models.SelfCheck;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A model behind an endpoint that tells scores. Safe for several threads. */
public final class RemoteScores implements RemoteModel, Classifier {
  private final Oracle oracle;
  private final Scores scores;
  private final int classes;
  private final ModelDescription description;

  RemoteScores(Oracle oracle, Scores scores, int classes, ModelDescription description) {
    this.oracle = oracle;
    this.scores = scores;
    this.classes = classes;
    this.description = description;
  }

  @Override
  public ModelDescription description() {
    return description;
  }

  /** Asks everything twice: an endpoint that answers at random shows. */
  @Override
  public SelfCheck check(long seed) {
    return SelfCheck.ofScores(this, x -> logits(x, true), seed);
  }

  @Override
  public InputSpec input() {
    return oracle.input();
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public INDArray logits(INDArray x) {
    return logits(x, false);
  }

  private INDArray logits(INDArray x, boolean anew) {
    return oracle.ask(x, anew, this::read);
  }

  private INDArray read(double[][] rows) {
    float[] flat = new float[rows.length * classes];
    for (int n = 0; n < rows.length; n++) {
      double[] logits = scores.logits(oracle.who(), rows[n]);
      if (logits.length != classes) {
        throw BadInput.of(oracle.who(), classes + " classes, as before", logits.length);
      }
      for (int k = 0; k < classes; k++) {
        flat[n * classes + k] = (float) logits[k];
      }
    }
    return Floats.array(flat, rows.length, classes);
  }

  @Override
  public long queries() {
    return oracle.line().spent();
  }

  @Override
  public void close() {
    oracle.line().close();
  }
}
