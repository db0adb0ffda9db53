package org.gauntletml.attacks;

import java.util.Arrays;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.LabelOracle;
import org.gauntletml.models.backend.NativeGarbage;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Questions for hard labels; also what all levels of access share. */
class LabelQuestions implements LabelTarget {
  final Ledger ledger;
  final Form form;
  private final LabelOracle model;

  LabelQuestions(LabelOracle model, Ledger ledger) {
    this.model = model;
    this.ledger = ledger;
    this.form = new Form(ledger.space().input());
  }

  @Override
  public InputSpec input() {
    return ledger.space().input();
  }

  @Override
  public int classes() {
    return model.classes();
  }

  @Override
  public ThreatModel threat() {
    return ledger.threat();
  }

  @Override
  public Criterion criterion() {
    return ledger.criterion();
  }

  @Override
  public int[] trueLabels(int[] rows) {
    return IntStream.of(rows).map(row -> ledger.batch().labels()[row]).toArray();
  }

  @Override
  public INDArray originals(int[] rows) {
    return Rows.select(ledger.batch().inputs(), rows);
  }

  @Override
  public int[] active() {
    return standing(IntStream.range(0, ledger.batch().size()).toArray()).rows();
  }

  @Override
  public Standing standing(int[] rows, IntPredicate goesOn) {
    return Standing.where(rows, i -> !ledger.finished(rows[i]) && goesOn.test(i));
  }

  @Override
  public int[] labels(INDArray points, int[] rows) {
    NativeGarbage.passed(points.length());
    return answers(points, rows);
  }

  @Override
  public int[] labels(float[][] points, int[] rows) {
    return answers(form.filled(points), rows);
  }

  private int[] answers(INDArray points, int[] rows) {
    Question question = ask(points, rows);
    int[] labels = new int[rows.length];
    Arrays.fill(labels, NO_ANSWER);
    if (question.rows().length > 0) {
      int[] answers = model.labels(question.inputs());
      settle(question, answers);
      for (int i = 0; i < answers.length; i++) {
        labels[question.places()[i]] = answers[i];
      }
    }
    return labels;
  }

  @Override
  public Stream<float[]> starts(int row, RandomGenerator random) {
    int label = ledger.batch().labels()[row];
    return ledger.batch().known().where(known -> criterion().met(row, label, known), random);
  }

  @Override
  public void giveUp(int row) {
    ledger.giveUp(row);
  }

  @Override
  public long queriesLeft(int row) {
    return ledger.queriesLeft(row);
  }

  @Override
  public double[] bestDistances(int[] rows) {
    return IntStream.of(rows).mapToDouble(ledger::bestDistance).toArray();
  }

  /**
   * The part of a question that the budget covers.
   *
   * @param points what the points asked about come down to
   * @param places where these rows stood among {@code asked}
   */
  record Question(SearchSpace.Realised points, int[] rows, int[] places, int asked) {
    INDArray inputs() {
      return points.inputs();
    }

    /** Answers for the covered part, spread over the whole question with zeros elsewhere. */
    INDArray whole(INDArray answers) {
      return places.length == asked ? answers : Rows.spread(answers, places, asked);
    }
  }

  /** Checks and charges a question. */
  Question ask(INDArray points, int[] rows) {
    if (points.size(0) != rows.length) {
      throw new IllegalArgumentException(
          "target: expected one row per point, got "
              + rows.length
              + " rows for "
              + points.size(0)
              + " points.");
    }
    INDArray plain = points.ordering() == 'c' && !points.isView() ? points : points.dup('c');
    input().check("attack", plain);
    int[] places = ledger.charge(rows);
    boolean all = places.length == rows.length;
    int[] covered = all ? rows : IntStream.of(places).map(i -> rows[i]).toArray();
    SearchSpace.Realised realised =
        ledger.space().realise(all ? plain : Rows.select(plain, places), covered);
    if (realised.inputs() != points) {
      NativeGarbage.passed(realised.inputs().length());
    }
    if (covered.length > 0) {
      ledger.watcher().asked(realised.points(), covered);
    }
    return new Question(realised, covered, places, rows.length);
  }

  /** Scores the answers to a question. */
  void settle(Question question, int[] answers) {
    int[] truth = trueLabels(question.rows());
    int[] met =
        IntStream.range(0, answers.length)
            .filter(i -> ledger.criterion().met(question.rows()[i], truth[i], answers[i]))
            .toArray();
    ledger.remember(question.points(), question.rows(), confirmed(question, truth, met));
  }

  /** The points that hold in most of the threat model's votes, the first of which is given. */
  private int[] confirmed(Question question, int[] truth, int[] met) {
    if (threat().votes() == 1 || met.length == 0) {
      return met;
    }
    int[] votes = new int[question.rows().length];
    for (int place : met) {
      votes[place] = 1;
    }
    for (int ballot = 1; ballot < threat().votes(); ballot++) {
      int[] rows = IntStream.of(met).map(i -> question.rows()[i]).toArray();
      int[] covered = ledger.charge(rows);
      if (covered.length > 0) {
        int[] places = IntStream.of(covered).map(i -> met[i]).toArray();
        int[] again = model.labels(Rows.select(question.inputs(), places));
        for (int i = 0; i < again.length; i++) {
          int place = places[i];
          votes[place] +=
              ledger.criterion().met(question.rows()[place], truth[place], again[i]) ? 1 : 0;
        }
      }
    }
    return IntStream.of(met).filter(place -> 2 * votes[place] > threat().votes()).toArray();
  }

  /** The answer to the covered part of a question, or zeros where nothing was covered. */
  INDArray answer(Question question, long[] emptyShape, Function<Question, INDArray> model) {
    return question.rows().length == 0
        ? org.nd4j.linalg.factory.Nd4j.zeros(org.nd4j.linalg.api.buffer.DataType.FLOAT, emptyShape)
        : question.whole(model.apply(question));
  }
}
