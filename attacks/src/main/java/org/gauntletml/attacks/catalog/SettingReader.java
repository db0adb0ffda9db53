package org.gauntletml.attacks.catalog;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gauntletml.attacks.Epsilon;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.NearestName;
import org.jspecify.annotations.Nullable;

/**
 * Reads one value a person wrote as the type it is for. Besides numbers, texts, truth values, lists
 * and maps these are enums, records, written as a map of their components, and every type with a
 * {@code public static parse(String who, String text)}.
 *
 * @param who names the value in errors
 * @param nullable whether nothing is a value too
 */
record SettingReader(String who, Class<?> type, boolean nullable) {
  static SettingReader of(String who, RecordComponent component) {
    return new SettingReader(
        who + ", " + component.getName(),
        component.getType(),
        component.getAnnotatedType().isAnnotationPresent(Nullable.class));
  }

  /**
   * @param current what it has been so far: a map need not name what stays
   */
  @Nullable Object read(@Nullable Object written, @Nullable Object current) {
    if (written == null && nullable) {
      return null;
    }
    Optional<Method> parse = parse();
    if (parse.isPresent() && isText(written)) {
      return parsed(parse.get(), String.valueOf(written));
    } else if (type == boolean.class) {
      return of(written instanceof Boolean, written, "true or false");
    } else if (type == int.class) {
      return of(written instanceof Integer, written, "a whole number");
    } else if (type == long.class) {
      return ((Number)
              of(written instanceof Integer || written instanceof Long, written, "a whole number"))
          .longValue();
    } else if (type == double.class) {
      return number(written);
    } else if (type == Object.class) {
      return of(true, written, "something");
    } else if (type == String.class) {
      return of(written instanceof String, written, "text");
    } else if (type == List.class) {
      return of(written instanceof List, written, "a list");
    } else if (type == Map.class) {
      return of(written instanceof Map, written, "names and values");
    } else if (type.isEnum()) {
      return constant(String.valueOf(written));
    } else if (type.isRecord()) {
      return record(of(written instanceof Map, written, "names and values"), current);
    }
    throw BadInput.of(who, "to be set in Java only, as a " + type.getSimpleName(), quote(written));
  }

  private Object of(boolean fits, @Nullable Object written, String expected) {
    if (written == null || !fits) {
      throw BadInput.of(who, expected, quote(written));
    }
    return written;
  }

  private double number(@Nullable Object written) {
    if (written instanceof Number number) {
      return number.doubleValue();
    }
    of(written instanceof String, written, "a number");
    return Epsilon.parse(who, String.valueOf(written)).value();
  }

  private Object constant(String text) {
    List<?> constants = List.of(type.getEnumConstants());
    return constants.stream()
        .filter(constant -> constant.toString().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(
            () ->
                NearestName.unknown(
                    who, "one of these", text, constants.stream().map(String::valueOf).toList()));
  }

  private Object record(Object written, @Nullable Object current) {
    Map<String, Object> named = new LinkedHashMap<>();
    ((Map<?, ?>) written).forEach((name, value) -> named.put(String.valueOf(name), value));
    if (current != null) {
      return Settings.with(who, "a setting", current, named);
    }
    RecordComponent[] components = Settings.components(type);
    List<String> names = Arrays.stream(components).map(RecordComponent::getName).toList();
    if (!named.keySet().equals(Set.copyOf(names))) {
      throw BadInput.of(who, "values for " + String.join(", ", names), named.keySet());
    }
    return Settings.build(
        who,
        type,
        Arrays.stream(components)
            .map(c -> of(who, c).read(named.get(c.getName()), null))
            .toArray());
  }

  private Optional<Method> parse() {
    return Arrays.stream(type.getMethods())
        .filter(method -> method.getName().equals("parse"))
        .filter(method -> Modifier.isStatic(method.getModifiers()))
        .filter(method -> type.isAssignableFrom(method.getReturnType()))
        .filter(
            method ->
                Arrays.equals(
                    method.getParameterTypes(), new Class<?>[] {String.class, String.class}))
        .findFirst();
  }

  private Object parsed(Method parse, String text) {
    try {
      return parse.invoke(null, who, text);
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof BadInput mistake
          ? mistake
          : Settings.refusal(who, e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("a public method can be called: " + parse, e);
    }
  }

  private static boolean isText(@Nullable Object written) {
    return written instanceof String || written instanceof Number || written instanceof Boolean;
  }

  private static String quote(@Nullable Object written) {
    return written == null
        ? "nothing"
        : written instanceof String ? "\"" + written + '"' : String.valueOf(written);
  }
}
