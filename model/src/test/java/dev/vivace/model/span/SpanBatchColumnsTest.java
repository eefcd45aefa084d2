package dev.vivace.model.span;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SpanBatchColumnsTest {

  @Test
  void theSizeOfARowIsThatOfAnElementOfEveryColumn() throws Exception {
    assertThat(SpanList.ROW_BYTES).isEqualTo(elementBytes(new SpanList()));
    assertThat(AttributeList.ROW_BYTES).isEqualTo(elementBytes(new AttributeList()));
    assertThat(EventList.ROW_BYTES).isEqualTo(elementBytes(new EventList()));
    assertThat(LinkList.ROW_BYTES).isEqualTo(elementBytes(new LinkList()));
    assertThat(EnvelopeList.ROW_BYTES).isEqualTo(elementBytes(new EnvelopeList()));
  }

  @Test
  void rowsOfAllKindsAreCounted() {
    SpanBatch batch = new SpanBatch();
    assertThat(batch.columnBytes()).isZero();

    batch.spans().add();
    batch.spanAttributes().add(0, (byte) 0, 0);
    batch.eventAttributes().add(0, (byte) 0, 0);
    batch.linkAttributes().add(0, (byte) 0, 0);
    batch.events().add();
    batch.links().add();
    batch.resources().add(0);
    batch.scopes().add(0);
    batch.refuse(0, Refusal.MALFORMED, "");

    assertThat(batch.columnBytes())
        .isEqualTo(
            SpanList.ROW_BYTES
                + 3L * AttributeList.ROW_BYTES
                + EventList.ROW_BYTES
                + LinkList.ROW_BYTES
                + 2L * EnvelopeList.ROW_BYTES
                + Integer.BYTES);
  }

  @Test
  void theArraysStayAsLargeAsTheLargestRequestWas() {
    SpanBatch batch = new SpanBatch();
    for (int i = 0; i < 10_000; i++) {
      batch.events().add();
    }
    long blownUp = batch.columnCapacityBytes();
    batch.events().truncate(0);
    batch.reset(new byte[0], 0);

    assertThat(batch.columnBytes()).isZero();
    assertThat(batch.columnCapacityBytes()).isEqualTo(blownUp).isGreaterThan(360_000);
  }

  private static int elementBytes(Object list) throws Exception {
    int bytes = 0;
    for (Field field : list.getClass().getDeclaredFields()) {
      if (field.getType().isArray()) {
        field.setAccessible(true);
        Object array = field.get(list);
        assertThat(Array.getLength(array)).isPositive();
        bytes +=
            switch (field.getType().getComponentType().getName()) {
              case "long" -> Long.BYTES;
              case "int" -> Integer.BYTES;
              case "byte" -> Byte.BYTES;
              default -> throw new AssertionError(Arrays.toString(new Object[] {field}));
            };
      }
    }
    return bytes;
  }
}
