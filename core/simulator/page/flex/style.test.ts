import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as measure from './measure.ts';
import { boxStyle, buttonStyle, imageStyle, itemStyle, textStyle, wordsStyle } from './style.ts';

const vertical = { type: 'box', layout: 'vertical', spacing: 'md' };
const horizontal = { type: 'box', layout: 'horizontal', spacing: '7px' };

describe('a component in its box', () => {
  it('takes an equal share of a horizontal box, and the height of its content in a vertical one', () => {
    expect(itemStyle({ type: 'text' }, horizontal, 0)['flex']).toBe('1 1 0px');
    expect(itemStyle({ type: 'text', flex: 3 }, horizontal, 0)['flex']).toBe('3 1 0px');
    expect(itemStyle({ type: 'text', flex: 0 }, horizontal, 0)['flex']).toBe('0 1 auto');
    expect(itemStyle({ type: 'text' }, vertical, 0)['flex']).toBe('0 0 auto');
  });

  it('keeps a width that it was given instead of a share', () => {
    expect(itemStyle({ type: 'box', width: '40%' }, horizontal, 1)['flex']).toBe('0 0 auto');
    expect(boxStyle({ type: 'box', layout: 'vertical', width: '40%' })['width']).toBe('40%');
  });

  it('stands apart by the spacing of its parent, but for the first one, and by its own margin instead if it has one', () => {
    expect(itemStyle({ type: 'text' }, vertical, 0)).not.toHaveProperty('marginTop');
    expect(itemStyle({ type: 'text' }, vertical, 1)['marginTop']).toBe('8px');
    expect(itemStyle({ type: 'text', margin: 'none' }, vertical, 1)['marginTop']).toBe('0px');
    expect(itemStyle({ type: 'text' }, horizontal, 2)['marginInlineStart']).toBe('7px');
  });

  it('leaves the flow when its position is absolute, at its offsets', () => {
    const style = itemStyle({ type: 'box', position: 'absolute', offsetTop: '-4px', offsetEnd: 'lg' }, vertical, 1);
    expect(style).toEqual({ position: 'absolute', top: '-4px', insetInlineEnd: '12px' });
  });
});

describe('a box', () => {
  it('has padding by word, pixels and percent, one side over all sides', () => {
    const style = boxStyle({ layout: 'vertical', paddingAll: 'xl', paddingTop: '5%', paddingStart: '3px' });
    expect(style).toMatchObject({ padding: '16px', paddingTop: '5%', paddingInlineStart: '3px' });
  });

  it('paints a gradient only from an angle and colours that are ones', () => {
    const gradient = { type: 'linearGradient', angle: '90deg', startColor: '#ff0000', endColor: '#0000ff' };
    expect(boxStyle({ background: gradient })['backgroundImage']).toBe('linear-gradient(90deg, #ff0000, #0000ff)');
    expect(boxStyle({ background: { ...gradient, angle: '90deg), url(x' } })).not.toHaveProperty('backgroundImage');
  });
});

describe('a text', () => {
  it('is one line with an ellipsis, unless it may wrap', () => {
    expect(textStyle({ text: 'x' })).toMatchObject({ whiteSpace: 'nowrap', textOverflow: 'ellipsis' });
    expect(textStyle({ text: 'x', wrap: true })).toMatchObject({ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' });
  });

  it('stops after maxLines when it wraps', () => {
    expect(textStyle({ wrap: true, maxLines: 2 })['WebkitLineClamp']).toBe('2');
    expect(textStyle({ wrap: true, maxLines: 0 })).not.toHaveProperty('WebkitLineClamp');
  });

  it('has size, weight, colour, slant and decoration', () => {
    expect(
      wordsStyle({ size: 'xl', weight: 'bold', color: '#AABBCC', style: 'italic', decoration: 'line-through' }),
    ).toEqual({
      fontSize: '22px',
      fontWeight: '700',
      color: '#AABBCC',
      fontStyle: 'italic',
      textDecoration: 'line-through',
    });
  });
});

it("a button's colour paints a primary button and the words of a link", () => {
  expect(buttonStyle({ style: 'primary', color: '#112233' })['backgroundColor']).toBe('#112233');
  expect(buttonStyle({ style: 'link', color: '#112233' })).toEqual({ color: '#112233' });
  expect(buttonStyle({ style: 'primary' })).toEqual({});
});

it('an image has the width of its size and the height of its ratio', () => {
  expect(imageStyle({ size: 'full', aspectRatio: '20:13' })).toEqual({ width: '100%', aspectRatio: '20 / 13' });
  expect(imageStyle({ aspectRatio: '0:1' })).toEqual({ width: '100px', aspectRatio: '1 / 1' });
});

describe('values that a bot made up', () => {
  it('are dropped when they are not colours', () => {
    for (const value of ['red', '#fff', 'url(https://example.com)', '#12345g', 7, null, ['#112233']])
      expect(measure.color(value)).toBeUndefined();
    expect(measure.color('#11223344')).toBe('#11223344');
  });

  it('never name a property of every object', () => {
    for (const value of ['constructor', '__proto__', 'toString']) {
      expect(measure.spacing(value)).toBeUndefined();
      expect(measure.bubbleWidth(value)).toBe('300px');
    }
  });

  it('never bring anything but plain lengths into a style', () => {
    const strings = fc.oneof(fc.string(), fc.constantFrom('1px;x:y', 'calc(1px)', '1e9px', '99999px', 'var(--a)'));
    fc.assert(
      fc.property(strings, (value) => {
        for (const css of [measure.extent(value), measure.offset(value), measure.padding(value)])
          expect(css ?? '0px').toMatch(/^-?\d{1,4}(\.\d+)?(px|%)$/);
      }),
    );
  });
});
