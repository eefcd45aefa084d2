package dev.vivace.storage.spans;

import dev.vivace.storage.head.AttributeStore;
import dev.vivace.storage.head.EnvelopeStore;
import dev.vivace.storage.head.EventRows;
import dev.vivace.storage.head.LinkRows;
import dev.vivace.storage.head.LiveHead;
import java.util.function.IntUnaryOperator;

/// The owners of attributes in a head.
final class Sources {

  private Sources() {}

  static TemplateSource ofSpans(LiveHead head) {
    return new TemplateSource() {
      @Override
      public AttributeStore attributes() {
        return head.attributes();
      }

      @Override
      public int code(int headRow) {
        return head.template(headRow);
      }

      @Override
      public int codeLimit() {
        return head.templates().count();
      }

      @Override
      public int shape(int code) {
        return head.templates().get(code, LiveHead.SHAPE);
      }

      @Override
      public int factCount() {
        return LiveHead.SHAPE;
      }

      @Override
      public int fact(int code, int index) {
        return head.templates().get(code, index);
      }
    };
  }

  static TemplateSource ofEvents(EventRows events) {
    return new TemplateSource() {
      @Override
      public AttributeStore attributes() {
        return events.attributes();
      }

      @Override
      public int code(int headRow) {
        return events.template(headRow);
      }

      @Override
      public int codeLimit() {
        return events.templates().count();
      }

      @Override
      public int shape(int code) {
        return events.templates().get(code, 1);
      }

      @Override
      public int factCount() {
        return 1;
      }

      @Override
      public int fact(int code, int index) {
        return events.templates().get(code, index);
      }
    };
  }

  /// Links have no facts beside their attributes: the shape is the code.
  static TemplateSource ofLinks(LinkRows links) {
    return ofShapes(links.attributes(), links::shape);
  }

  /// Resources and scopes neither; an envelope's code in the head is its row.
  static TemplateSource ofEnvelopes(EnvelopeStore envelopes) {
    return ofShapes(envelopes.attributes(), envelopes::shape);
  }

  private static TemplateSource ofShapes(AttributeStore attributes, IntUnaryOperator shapeOfRow) {
    return new TemplateSource() {
      @Override
      public AttributeStore attributes() {
        return attributes;
      }

      @Override
      public int code(int headRow) {
        return shapeOfRow.applyAsInt(headRow);
      }

      @Override
      public int codeLimit() {
        return attributes.shapeCount();
      }

      @Override
      public int shape(int code) {
        return code;
      }

      @Override
      public int factCount() {
        return 0;
      }

      @Override
      public int fact(int code, int index) {
        throw new IndexOutOfBoundsException(index);
      }
    };
  }
}
