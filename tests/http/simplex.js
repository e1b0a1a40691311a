// Bounds of unknown numbers under linear equations: the least and the most that a variable can be when
// A x = b and 0 <= x.  Dense tableau, Bland's rule; one feasible basis serves every question.
'use strict';

const EPSILON = 1e-7;

class System {
	// rows: [{terms: Map(variable -> coefficient), value}]
	constructor(variableCount, rows) {
		this.count = variableCount;
		this.width = variableCount + rows.length + 1;
		this.basis = [];
		this.tableau = rows.map((row, i) => {
			const line = new Float64Array(this.width);
			const sign = row.value < 0 ? -1 : 1;
			for (const [variable, coefficient] of row.terms)
				line[variable] += sign * coefficient;
			line[variableCount + i] = 1;
			line[this.width - 1] = sign * row.value;
			this.basis.push(variableCount + i);
			return line;
		});
		const artificial = new Float64Array(this.width);
		for (let i = 0; i < rows.length; i++)
			artificial[variableCount + i] = 1;
		this.feasible = this.minimise(artificial, this.width - 1) < EPSILON * 10;
		this.dropArtificial();
	}

	pivot(row, column) {
		const line = this.tableau[row];
		const scale = line[column];
		for (let j = 0; j < this.width; j++)
			line[j] /= scale;
		this.tableau.forEach((other, i) => {
			const factor = other[column];
			if (i === row || factor === 0)
				return;
			for (let j = 0; j < this.width; j++)
				other[j] -= factor * line[j];
		});
		this.basis[row] = column;
	}

	// Artificial variables leave the basis; a row that has nothing else is a repetition.
	dropArtificial() {
		for (let i = this.tableau.length - 1; i >= 0; i--) {
			if (this.basis[i] < this.count)
				continue;
			const column = this.tableau[i].findIndex((value, j) => j < this.count && Math.abs(value) > EPSILON);
			if (column >= 0)
				this.pivot(i, column);
			else {
				this.tableau.splice(i, 1);
				this.basis.splice(i, 1);
			}
		}
	}

	minimise(cost, columns) {
		const last = this.width - 1;
		for (;;) {
			const reduced = Float64Array.from(cost);
			this.tableau.forEach((line, i) => {
				const price = cost[this.basis[i]];
				if (price !== 0)
					for (let j = 0; j < this.width; j++)
						reduced[j] -= price * line[j];
			});
			let column = -1;
			for (let j = 0; j < columns && column < 0; j++)
				if (reduced[j] < -EPSILON)
					column = j;
			if (column < 0)
				return -reduced[last];
			let row = -1;
			for (let i = 0; i < this.tableau.length; i++) {
				if (this.tableau[i][column] <= EPSILON)
					continue;
				const ratio = this.tableau[i][last] / this.tableau[i][column];
				const best = row < 0 ? Infinity : this.tableau[row][last] / this.tableau[row][column];
				if (ratio < best - EPSILON || (ratio < best + EPSILON && row >= 0 && this.basis[i] < this.basis[row]))
					row = i;
			}
			if (row < 0)
				return -Infinity;
			this.pivot(row, column);
		}
	}

	// [least, most] of a variable.
	bounds(variable) {
		const cost = new Float64Array(this.width);
		cost[variable] = 1;
		const least = this.minimise(cost, this.count);
		cost[variable] = -1;
		return [least, -this.minimise(cost, this.count)];
	}
}

module.exports = {System};
