package org.gauntletml.models.onnx;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.StringTokenizer;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/** A VNN-LIB specification: what an input and its outputs must be to violate the property. */
record VnnLib(List<List<Object>> assertions) {
  static VnnLib read(Path file) throws IOException {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      String text =
          in.lines().map(line -> line.replaceFirst(";.*", "")).collect(Collectors.joining(" "));
      Deque<List<Object>> open = new ArrayDeque<>();
      open.push(new ArrayList<>());
      for (StringTokenizer t = new StringTokenizer(text, "() \t", true); t.hasMoreTokens(); ) {
        String token = t.nextToken();
        if (token.equals("(")) {
          open.push(new ArrayList<>());
        } else if (token.equals(")")) {
          List<Object> done = open.pop();
          open.element().add(done);
        } else if (!token.isBlank()) {
          open.element().add(token);
        }
      }
      List<List<Object>> assertions = new ArrayList<>();
      for (Object form : open.pop()) {
        if (((List<?>) form).get(0).equals("assert")) {
          assertions.add(List.of(((List<?>) form).get(1)));
        }
      }
      return new VnnLib(assertions);
    }
  }

  /** Whether every assertion holds, bounds of inputs up to {@code slack}. */
  boolean violatedBy(float[] x, float[] y, double slack) {
    return assertions.stream().allMatch(a -> holds(a.get(0), x, y, slack));
  }

  private static boolean holds(Object form, float[] x, float[] y, double slack) {
    List<?> list = (List<?>) form;
    String head = (String) list.get(0);
    List<?> rest = list.subList(1, list.size());
    return switch (head) {
      case "and" -> rest.stream().allMatch(part -> holds(part, x, y, slack));
      case "or" -> rest.stream().anyMatch(part -> holds(part, x, y, slack));
      case "<=" -> value(rest.get(0), x, y) <= value(rest.get(1), x, y) + slack;
      case ">=" -> value(rest.get(0), x, y) + slack >= value(rest.get(1), x, y);
      default -> throw new IllegalStateException("unknown form " + form);
    };
  }

  private static double value(Object atom, float[] x, float[] y) {
    String text = (String) atom;
    if (text.startsWith("X_")) {
      return x[Integer.parseInt(text.substring(2))];
    }
    return text.startsWith("Y_")
        ? y[Integer.parseInt(text.substring(2))]
        : Double.parseDouble(text);
  }
}
