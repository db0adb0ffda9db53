package org.gauntletml.models.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.NoAnswer;
import org.jspecify.annotations.Nullable;

/**
 * The line to an endpoint: cuts questions into requests, has a few of them on the way at a time,
 * keeps to the budget, remembers answers, and gives them in the order asked. Safe for several
 * threads.
 */
final class Line implements AutoCloseable {
  private final Endpoint endpoint;
  private final HttpOptions options;
  private final Caller caller;
  private final QueryBudget budget;
  private final @Nullable AnswerCache cache;
  private final ThreadPoolExecutor pool;
  private String version = "";

  Line(Endpoint endpoint, HttpOptions options) {
    this.endpoint = endpoint;
    this.options = options;
    caller = new Caller(options);
    budget = new QueryBudget(endpoint.toString(), options.queries());
    cache = options.cache() == null ? null : AnswerCache.open("--cache", options.cache());
    pool =
        new ThreadPoolExecutor(
            options.inFlight(),
            options.inFlight(),
            5,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "endpoint");
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
  }

  Metadata metadata() {
    return Metadata.read(endpoint, caller.get(endpoint.uri()), options.headers());
  }

  /** Inputs sent so far. */
  long spent() {
    return budget.spent();
  }

  /**
   * Answers to inputs, one row each.
   *
   * @param anew whether the endpoint is asked also about what it was asked before
   * @throws BadInput if an answer is not what {@code questions} allow
   * @throws NoAnswer if there is none, or the budget is spent
   */
  double[][] ask(Questions questions, float[][] rows, boolean anew) {
    Asked asked = Asked.of(cache, identity(questions), rows, anew);
    send(questions, asked);
    return asked.answers();
  }

  private String identity(Questions questions) {
    return endpoint
        + " version "
        + questions.metadata().version()
        + " output "
        + questions.output()
        + " shape "
        + questions.shape();
  }

  private void send(Questions questions, Asked asked) {
    int fixedBatch = questions.metadata().fixedBatch();
    List<Piece> pieces = Piece.cut(asked.missing(), options.batch(), fixedBatch);
    int affordable = affordable(pieces);
    AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    List<Future<?>> sent = new ArrayList<>();
    for (Piece piece : pieces.subList(0, affordable)) {
      budget.spend(piece.sent());
      sent.add(
          pool.submit(
              () -> {
                try {
                  if (failure.get() == null) {
                    exchange(questions, asked, piece, failure);
                  } else {
                    budget.giveBack(piece.sent());
                  }
                } catch (RuntimeException e) {
                  failure.compareAndSet(null, e);
                }
              }));
    }
    await(sent);
    RuntimeException first = failure.get();
    if (first != null) {
      throw first;
    }
    if (affordable < pieces.size()) {
      throw budget.exhausted(
          pieces.subList(affordable, pieces.size()).stream().mapToInt(Piece::sent).sum());
    }
  }

  /** How many of these requests may be sent: without a cache, all or none. */
  private int affordable(List<Piece> pieces) {
    long left = budget.left();
    int count = 0;
    while (count < pieces.size() && pieces.get(count).sent() <= left) {
      left -= pieces.get(count).sent();
      count++;
    }
    return cache == null && count < pieces.size() ? 0 : count;
  }

  private void exchange(
      Questions questions,
      Asked asked,
      Piece piece,
      AtomicReference<@Nullable RuntimeException> failure) {
    List<float[]> inputs = new ArrayList<>();
    IntStream.of(piece.places()).forEach(place -> inputs.add(asked.row(place)));
    inputs.addAll(Collections.nCopies(piece.sent() - inputs.size(), inputs.get(inputs.size() - 1)));
    byte[] body =
        caller.post(
            endpoint.infer(),
            questions.request(inputs),
            () -> {
              if (failure.get() != null) {
                throw NoAnswer.of(endpoint.toString(), "an answer", "a failure beside this one");
              }
              budget.spend(piece.sent());
            });
    Questions.Answer answer = questions.read(body, piece.sent(), options.headers());
    requireSame(answer.version());
    for (int i = 0; i < piece.places().length; i++) {
      asked.answer(piece.places()[i], answer.rows()[i]);
    }
  }

  private synchronized void requireSame(String told) {
    if (version.isEmpty()) {
      version = told;
    }
    if (!told.equals(version)) {
      throw BadInput.of(
              endpoint.toString(),
              "answers of version " + version + " of the model, as before",
              "version " + told)
          .hint("Ask for one version: /versions/" + version + " behind the address");
    }
  }

  /** Waits for all of them, so that an answer on its way is not lost where another one failed. */
  private static void await(List<Future<?>> sent) {
    try {
      for (Future<?> each : sent) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a request ended without telling why", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw NoAnswer.of("endpoint", "time to wait for an answer", "an interruption");
    }
  }

  /** One question that is always sent: what outputs there are shows in its answer. */
  Questions.Answer first(Questions questions, float[] row) {
    int sent = Math.max(1, questions.metadata().fixedBatch());
    budget.spend(sent);
    byte[] body =
        caller.post(
            endpoint.infer(),
            questions.request(Collections.nCopies(sent, row)),
            () -> budget.spend(sent));
    return questions.read(body, sent, options.headers());
  }

  @Override
  public void close() {
    pool.shutdownNow();
    if (cache != null) {
      cache.close();
    }
  }
}
