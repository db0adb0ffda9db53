package org.gauntletml.models.kit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A real HTTP server on this machine that serves a small linear model by the Open Inference
 * Protocol v2, and misbehaves when told to.
 */
public final class ModelServer implements AutoCloseable {
  private static final String PATH = "/v2/models/linear";

  static {
    // it sends head and body one by one, and would wait 40 ms in between
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final double[][] weights;
  private final HttpServer server;
  private final ExecutorService workers = Executors.newCachedThreadPool();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicInteger inputs = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger atOnce = new AtomicInteger();
  private final AtomicInteger mostAtOnce = new AtomicInteger();
  private final List<Integer> batches = new ArrayList<>();
  private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
  private volatile Form form = Form.LOGITS;
  private volatile String batch = "-1";
  private volatile String secret = "";
  private volatile int deadAfter = Integer.MAX_VALUE;
  private volatile UnaryOperator<String> metadata = json -> json;
  private volatile UnaryOperator<String> answer = json -> json;
  private volatile String version = "1";

  /** How it tells classes. */
  public enum Form {
    LOGITS,
    SOFTMAX,
    /** Only for two classes. */
    SIGMOID,
    LABEL
  }

  /** What it does instead of answering. */
  @FunctionalInterface
  public interface Fault {
    void answer(HttpExchange exchange) throws IOException;

    /** A status with some text. */
    static Fault status(int status, String body) {
      return exchange -> reply(exchange, status, body);
    }

    /** Too many requests, with a wish to wait. */
    static Fault busy(String retryAfter) {
      return exchange -> {
        exchange.getResponseHeaders().set("Retry-After", retryAfter);
        reply(exchange, 429, "{\"error\": \"slow down\"}");
      };
    }

    /** Headers and half of a body, then the end of the connection. */
    static Fault cut() {
      return exchange -> {
        exchange.sendResponseHeaders(200, 1000);
        exchange.getResponseBody().write('{');
        exchange.close();
      };
    }
  }

  private ModelServer(double[][] weights) throws IOException {
    this.weights = weights;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(PATH, this::handle);
    server.setExecutor(workers);
    server.start();
  }

  /**
   * @param weights {@code [K][F]}
   */
  public static ModelServer linear(double[]... weights) {
    try {
      return new ModelServer(weights);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the model is. */
  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + PATH;
  }

  /** Answers in this form from now on. */
  public ModelServer telling(Form other) {
    form = other;
    return this;
  }

  /** Takes batches of this size only. */
  public ModelServer inBatchesOf(int size) {
    batch = String.valueOf(size);
    return this;
  }

  /** Wants this as Authorization header. */
  public ModelServer behind(String authorization) {
    secret = authorization;
    return this;
  }

  /** Says 500 to every question after so many. */
  public ModelServer dyingAfter(int questions) {
    deadAfter = questions;
    return this;
  }

  /** Does these things to the next questions, one each, and answers those behind them. */
  public ModelServer then(Fault... next) {
    faults.addAll(List.of(next));
    return this;
  }

  /** Never answers the next question. */
  public ModelServer thenHang() {
    return then(exchange -> await());
  }

  /** Changes what it says of itself. */
  public ModelServer describing(UnaryOperator<String> change) {
    metadata = change;
    return this;
  }

  /** Changes what it answers. */
  public ModelServer answering(UnaryOperator<String> change) {
    answer = change;
    return this;
  }

  /** Says it is of this version. */
  public ModelServer version(String other) {
    version = other;
    return this;
  }

  /** Inputs answered so far. */
  public int inputs() {
    return inputs.get();
  }

  /** Questions so far, answered or not. */
  public int requests() {
    return requests.get();
  }

  /** Most questions at the same time so far. */
  public int mostAtOnce() {
    return mostAtOnce.get();
  }

  /** Sizes of the batches answered, in order. */
  public List<Integer> batches() {
    synchronized (batches) {
      return List.copyOf(batches);
    }
  }

  private void await() {
    try {
      closing.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String header = exchange.getRequestHeaders().getFirst("Authorization");
      if (!secret.isEmpty() && !secret.equals(header)) {
        reply(exchange, 401, "{\"error\": \"who are you, " + header + "?\"}");
      } else if (exchange.getRequestMethod().equals("GET")) {
        reply(exchange, 200, metadata.apply(metadata()));
      } else {
        question(exchange);
      }
    }
  }

  private void question(HttpExchange exchange) throws IOException {
    mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
    try {
      byte[] body = exchange.getRequestBody().readAllBytes();
      Fault fault = faults.poll();
      if (requests.incrementAndGet() > deadAfter) {
        reply(exchange, 500, "{\"error\": \"out of memory\"}");
      } else if (fault != null) {
        fault.answer(exchange);
      } else {
        reply(exchange, 200, answer.apply(answer(JsonMapper.shared().readTree(body))));
      }
    } finally {
      atOnce.decrementAndGet();
    }
  }

  private String metadata() {
    boolean label = form == Form.LABEL;
    return """
    {"name": "linear", "versions": ["%s"], "platform": "test",
     "inputs": [{"name": "x", "datatype": "FP32", "shape": [%s, %d]}],
     "outputs": [{"name": "y", "datatype": "%s", "shape": [%s, %d]}]}
    """
        .formatted(
            version, batch, weights[0].length, label ? "INT64" : "FP32", batch, weights.length);
  }

  private String answer(JsonNode question) {
    JsonNode tensor = question.path("inputs").path(0);
    int rows = tensor.path("shape").path(0).asInt();
    double[] data =
        StreamSupport.stream(tensor.path("data").spliterator(), false)
            .mapToDouble(JsonNode::asDouble)
            .toArray();
    int features = weights[0].length;
    List<double[]> told =
        IntStream.range(0, rows)
            .mapToObj(n -> told(Arrays.copyOfRange(data, n * features, (n + 1) * features)))
            .toList();
    inputs.addAndGet(rows);
    synchronized (batches) {
      batches.add(rows);
    }
    String values =
        told.stream()
            .flatMapToDouble(DoubleStream::of)
            .mapToObj(v -> form == Form.LABEL ? String.valueOf((long) v) : String.valueOf(v))
            .collect(Collectors.joining(", "));
    return """
    {"model_name": "linear", "model_version": "%s",
     "outputs": [{"name": "y", "datatype": "%s", "shape": [%d, %d], "data": [%s]}]}
    """
        .formatted(
            version, form == Form.LABEL ? "INT64" : "FP32", rows, told.get(0).length, values);
  }

  /** What the model says of one input, in double. */
  public double[] told(double... x) {
    double[] z =
        Arrays.stream(weights)
            .mapToDouble(w -> IntStream.range(0, x.length).mapToDouble(i -> w[i] * x[i]).sum())
            .toArray();
    double sum = DoubleStream.of(z).map(Math::exp).sum();
    return switch (form) {
      case LOGITS -> z;
      case SOFTMAX -> DoubleStream.of(z).map(v -> Math.exp(v) / sum).toArray();
      case SIGMOID -> new double[] {1 / (1 + Math.exp(z[0] - z[1]))};
      case LABEL ->
          new double[] {
            IntStream.range(0, z.length).reduce((a, b) -> z[b] > z[a] ? b : a).orElseThrow()
          };
    };
  }

  private static void reply(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    workers.shutdownNow();
  }
}
